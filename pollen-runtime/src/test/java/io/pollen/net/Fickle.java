package io.pollen.net;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.Async.raceBiased;
import static io.pollen.time.Time.timeoutOrEmpty;

import io.pollen.Future;
import io.pollen.runtime.Pollen;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/// Drops operations that are cancel-safe, and does them again: nothing may get lost by that.
///
/// @param random of one future; two that take turns have one each
record Fickle(Random random, ChaosLog log) {
  private static final int MOST_NANOS = 3_000_000;

  /// Awaits what `operation` makes, the last one that it makes.
  <T> Future<T> insist(Supplier<Future<T>> operation) {
    return async(() -> {
      while (true) {
        Optional<T> answer = await(once(operation.get()));
        if (answer.isPresent()) {
          return answer.get();
        }
        log.dropped.increment();
      }
    });
  }

  private <T> Future<Optional<T>> once(Future<T> operation) {
    return switch (random.nextInt(8)) {
      case 0 -> timeoutOrEmpty(Duration.ofNanos(random.nextInt(MOST_NANOS)), operation);
      case 1 -> raceBiased(operation.map(Optional::of), yielded());
      default -> operation.map(Optional::of);
    };
  }

  private static <T> Future<Optional<T>> yielded() {
    return Pollen.yieldNow().map(unused -> Optional.empty());
  }
}
