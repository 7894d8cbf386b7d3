package realistic;

import static io.pollen.runtime.Pollen.*;

import io.pollen.Future;
import io.pollen.sync.Permit;
import io.pollen.sync.Semaphore;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// Lets so many calls begin in a second, and no more than a burst of them at once.
final class RateLimiter implements AutoCloseable {
  private final Semaphore tokens;
  private final int burst;
  private final Duration pause;

  RateLimiter(int perSecond, int burst) {
    this.tokens = new Semaphore(burst);
    this.burst = burst;
    this.pause = Duration.ofSeconds(1).dividedBy(perSecond);
  }

  Future<Void> refill() {
    return async(() -> {
      var beat = interval(pause);
      while (!tokens.isClosed()) {
        await(beat.tick());
        if (tokens.availablePermits() < burst) {
          tokens.addPermits(1);
        }
      }
    });
  }

  <T> Future<T> limited(Supplier<? extends Future<T>> call) {
    return async(() -> {
      await(tokens.acquire()).forget();
      return await(call.get());
    });
  }

  Future<Boolean> tryFor(Duration time) {
    return async(() -> {
      var granted = tokens.acquire().map(Optional::of);
      Optional<Permit> permit =
          await(race(granted, sleep(time).map(nothing -> Optional.<Permit>empty())));
      permit.ifPresent(Permit::forget);
      return permit.isPresent();
    });
  }

  @Override
  public void close() {
    tokens.close();
  }

  public static void main(String[] args) throws Exception {
    run(() -> {
      try (var limiter = new RateLimiter(50, 5)) {
        spawn(limiter.refill());
        long start = System.nanoTime();
        for (int i = 0; i < 100; i++) {
          int number = i;
          await(limiter.limited(() -> lazy(() -> number * 2)));
        }
        System.out.println((System.nanoTime() - start) / 1_000_000 + " ms");
      }
    });
  }
}
