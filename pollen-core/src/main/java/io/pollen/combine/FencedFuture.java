package io.pollen.combine;

import io.pollen.Context;
import io.pollen.Future;
import org.jspecify.annotations.Nullable;

/// A future, often a mere lambda, behind a fence that keeps the laws for it. See `Async.pollFn`.
final class FencedFuture<T> extends Adapter<T> {

  FencedFuture(Future<? extends T> inner) {
    super(inner);
  }

  @Override
  String label() {
    return "pollFn";
  }

  @Override
  @Nullable Object step(Context cx) throws Exception {
    return pollInner(cx);
  }
}
