package io.pollen.combine;

import io.pollen.Context;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// See `Async.lazy`.
final class LazyFuture<T> extends Combinator<T> {
  private @Nullable Callable<? extends T> source;

  LazyFuture(Callable<? extends T> source) {
    this.source = source;
  }

  @Override
  @Nullable Object step(Context cx) throws Exception {
    Callable<? extends T> once = Objects.requireNonNull(source);
    source = null;
    return once.call();
  }

  @Override
  void release() {
    source = null;
  }
}
