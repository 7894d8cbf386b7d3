package io.pollen.combine;

import io.pollen.Context;
import org.jspecify.annotations.Nullable;

/// See `Async.failed`.
final class FailedFuture<T> extends Combinator<T> {
  private final Throwable failure;

  FailedFuture(Throwable failure) {
    this.failure = failure;
  }

  @Override
  @Nullable Object step(Context cx) throws Exception {
    throw Failures.rethrow(failure);
  }

  @Override
  void release() {}
}
