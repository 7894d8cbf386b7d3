package io.pollen.combine;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.ThrowingFunction;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// See [Future#mapError].
final class MapErrorFuture<T> extends Adapter<T> {
  private final ThrowingFunction<? super Exception, ? extends Exception> function;

  MapErrorFuture(
      Future<T> source, ThrowingFunction<? super Exception, ? extends Exception> function) {
    super(source);
    this.function = function;
  }

  @Override
  @Nullable Object step(Context cx) throws Exception {
    try {
      return pollInner(cx);
    } catch (Exception failure) {
      throw Objects.requireNonNull(
          function.apply(failure), "the function given to mapError returned null");
    }
  }
}
