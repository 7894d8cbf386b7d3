package io.pollen.combine;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.ThrowingFunction;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// See [Future#recoverWith]: another future in place of one that failed.
final class RecoverWithFuture<T> extends Adapter<T> {
  /// Null once it has been applied.
  private @Nullable ThrowingFunction<? super Exception, ? extends Future<? extends T>> function;

  RecoverWithFuture(
      Future<T> source,
      ThrowingFunction<? super Exception, ? extends Future<? extends T>> function) {
    super(source);
    this.function = function;
  }

  @Override
  @Nullable Object step(Context cx) throws Exception {
    var continuation = function;
    if (continuation != null) {
      try {
        return pollInner(cx);
      } catch (Exception failure) {
        function = null;
        setInner(
            Objects.requireNonNull(
                continuation.apply(failure), "the function given to recoverWith returned null"));
      }
    }
    return pollInner(cx);
  }
}
