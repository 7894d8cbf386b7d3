package io.pollen.combine;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.ThrowingFunction;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// See [Future#flatMap]: polls the source, then the future that the function makes of its value.
final class FlatMapFuture<A, T> extends Adapter<T> {
  /// Null once it has been applied.
  private @Nullable ThrowingFunction<? super A, ? extends Future<? extends T>> function;

  FlatMapFuture(
      Future<A> source, ThrowingFunction<? super A, ? extends Future<? extends T>> function) {
    super(source);
    this.function = function;
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // a future of a nullable A may be ready with null
  @Nullable Object step(Context cx) throws Exception {
    var continuation = function;
    if (continuation != null) {
      Object answer = pollInner(cx);
      if (answer == PENDING) {
        return PENDING;
      }
      function = null;
      setInner(
          Objects.requireNonNull(
              continuation.apply((A) answer), "the function given to flatMap returned null"));
    }
    return pollInner(cx);
  }
}
