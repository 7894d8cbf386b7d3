package io.pollen.combine;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.ThrowingFunction;
import org.jspecify.annotations.Nullable;

/// See [Future#map].
final class MapFuture<A, T> extends Adapter<T> {
  private final ThrowingFunction<? super A, ? extends T> function;

  MapFuture(Future<A> source, ThrowingFunction<? super A, ? extends T> function) {
    super(source);
    this.function = function;
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // a future of a nullable A may be ready with null
  @Nullable Object step(Context cx) throws Exception {
    Object answer = pollInner(cx);
    return answer == PENDING ? PENDING : function.apply((A) answer);
  }
}
