package io.pollen.combine;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.ThrowingFunction;
import org.jspecify.annotations.Nullable;

/// See [Future#recover]: a value in place of a failure of one type.
final class RecoverFuture<T, X extends Exception> extends Adapter<T> {
  private final Class<X> type;
  private final ThrowingFunction<? super X, ? extends T> function;

  RecoverFuture(
      Future<T> source, Class<X> type, ThrowingFunction<? super X, ? extends T> function) {
    super(source);
    this.type = type;
    this.function = function;
  }

  @Override
  @Nullable Object step(Context cx) throws Exception {
    try {
      return pollInner(cx);
    } catch (Exception failure) {
      if (!type.isInstance(failure)) {
        throw failure;
      }
      return function.apply(type.cast(failure));
    }
  }
}
