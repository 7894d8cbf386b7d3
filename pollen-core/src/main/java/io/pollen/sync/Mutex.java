package io.pollen.sync;

import io.pollen.Future;
import java.util.Optional;

/// A value that one task at a time may use, also across an `await`.
///
/// It is fair: who polls first, gets it first; unlocking hands it directly to the next. There is no
/// poisoning: a task that fails while it holds the lock releases it by closing its guard, and the
/// value stays as it is. It is not reentrant: a task that locks it twice waits for itself.
///
/// ```java
/// var total = new Mutex<>(0);
/// try (var guard = await(total.lock())) {
///   guard.set(guard.get() + await(price(item)));
/// }
/// ```
///
/// All methods may be called from any thread. For a value that is never used across an `await` a
/// `java.util.concurrent` lock does as well.
///
/// @param <T> the type of the value
public final class Mutex<T> {
  private final Permits permits = new Permits(1);

  /// Whoever holds the permit.
  private T value;

  /// An unlocked mutex.
  ///
  /// @param value what it protects
  public Mutex(T value) {
    this.value = value;
  }

  /// Waits for the lock.
  ///
  /// Cancellation: dropping the future loses its place in the queue and nothing else; a lock that
  /// was handed to it goes to the next in the queue.
  public Future<Guard<T>> lock() {
    return new Lock<>(this);
  }

  /// Takes the lock if nobody holds or waits for it.
  ///
  /// @return empty when somebody does
  public Optional<Guard<T>> tryLock() {
    return permits.tryAcquire(1) ? Optional.of(new Guard<>(this)) : Optional.empty();
  }

  /// Waits for the lock on the calling thread, which must not be a runtime's worker.
  ///
  /// @throws InterruptedException when interrupted: the lock is not held
  public Guard<T> lockBlocking() throws InterruptedException {
    return Blocking.drive(lock());
  }

  /// Whether somebody held the lock at some moment during the call.
  public boolean isLocked() {
    return permits.available() == 0;
  }

  T value() {
    return value;
  }

  void value(T changed) {
    value = changed;
  }

  /// The next one sees what the holder wrote: [Permits] orders the release before the grant.
  void unlock() {
    permits.release(1);
  }

  static final class Lock<T> extends PermitWaiter<Guard<T>> {
    private final Mutex<T> mutex;

    Lock(Mutex<T> mutex) {
      super(mutex.permits, 1);
      this.mutex = mutex;
    }

    @Override
    Guard<T> granted() {
      return new Guard<>(mutex);
    }

    @Override
    String what() {
      return "Mutex.lock";
    }
  }
}
