package io.pollen.sync;

import io.pollen.Future;
import java.util.Optional;

/// Permits that tasks acquire and give back, to bound how many do something at a time.
///
/// It is fair: requests are served in the order of their first poll. A request for several permits
/// waits as a whole, and smaller ones behind it wait with it.
///
/// ```java
/// var limit = new Semaphore(10);
/// try (var permit = await(limit.acquire())) {
///   await(fetch(url));
/// }
/// ```
///
/// All methods may be called from any thread. Nothing here needs a runtime.
public final class Semaphore {
  /// The most permits that a semaphore can have.
  public static final int MAX_PERMITS = Permits.MAX;

  private final Permits permits;

  /// A semaphore with `permits` permits.
  ///
  /// @throws IllegalArgumentException when `permits` is negative
  public Semaphore(int permits) {
    if (permits < 0) {
      throw new IllegalArgumentException("permits must not be negative: " + permits);
    }
    this.permits = new Permits(permits);
  }

  /// Waits for one permit. See [#acquire(int)].
  public Future<Permit> acquire() {
    return acquire(1);
  }

  /// Waits for `count` permits together.
  ///
  /// Cancellation: dropping the future loses its place in the queue and nothing else; permits that
  /// were granted to it go to the next in the queue. It fails with [ClosedException] when the
  /// semaphore is or gets closed.
  ///
  /// @throws IllegalArgumentException when `count` is less than 1
  public Future<Permit> acquire(int count) {
    return new Acquire(permits, positive(count));
  }

  /// Takes one permit if it is there and nobody waits.
  ///
  /// @return empty when none is there, or the semaphore is closed
  public Optional<Permit> tryAcquire() {
    return tryAcquire(1);
  }

  /// Takes `count` permits if they are there and nobody waits.
  ///
  /// @return empty when there are not so many, or the semaphore is closed
  /// @throws IllegalArgumentException when `count` is less than 1
  public Optional<Permit> tryAcquire(int count) {
    return permits.tryAcquire(positive(count))
        ? Optional.of(new Permit(permits, count))
        : Optional.empty();
  }

  /// Waits for one permit on the calling thread. See [#acquireBlocking(int)].
  ///
  /// @throws InterruptedException when interrupted: nothing is held
  public Permit acquireBlocking() throws InterruptedException {
    return acquireBlocking(1);
  }

  /// Waits for `count` permits on the calling thread, which must not be a runtime's worker.
  ///
  /// @throws InterruptedException when interrupted: nothing is held
  /// @throws ClosedException when the semaphore is or gets closed
  public Permit acquireBlocking(int count) throws InterruptedException {
    return Blocking.drive(acquire(count));
  }

  /// How many permits nobody holds, at some moment during the call.
  public int availablePermits() {
    return permits.available();
  }

  /// Adds permits for good; those who wait get them first.
  ///
  /// @throws IllegalArgumentException when `count` is negative
  /// @throws IllegalStateException when there would be more than [#MAX_PERMITS]
  public void addPermits(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("count must not be negative: " + count);
    }
    if (count > 0) {
      permits.release(count);
    }
  }

  /// Takes away up to `count` permits for good, as far as nobody holds or waits for them.
  ///
  /// @return how many were taken away
  /// @throws IllegalArgumentException when `count` is negative
  public int forgetPermits(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("count must not be negative: " + count);
    }
    return permits.forget(count);
  }

  /// Fails all requests with [ClosedException], those that wait and those to come. Permits that are
  /// held stay valid. Closing twice has no effect.
  public void close() {
    permits.close();
  }

  /// Whether [#close] was called.
  public boolean isClosed() {
    return permits.isClosed();
  }

  private static int positive(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("count must be at least 1: " + count);
    }
    return count;
  }

  static final class Acquire extends PermitWaiter<Permit> {
    private final Permits permits;

    Acquire(Permits permits, int count) {
      super(permits, count);
      this.permits = permits;
    }

    @Override
    Permit granted() {
      return new Permit(permits, count);
    }

    @Override
    String what() {
      return "Semaphore.acquire";
    }
  }
}
