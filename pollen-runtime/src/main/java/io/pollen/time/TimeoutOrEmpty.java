package io.pollen.time;

import io.pollen.Future;
import java.time.Duration;
import java.util.Optional;

/// A timeout that is no failure: there is no value then.
final class TimeoutOrEmpty<T> extends Timeout<Optional<T>> {

  TimeoutOrEmpty(Duration duration, Future<? extends T> future) {
    super(duration, future.map(Optional::<T>of));
  }

  @Override
  Object timeIsUp(Future<?> pending) {
    return Optional.empty();
  }
}
