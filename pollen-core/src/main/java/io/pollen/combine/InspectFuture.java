package io.pollen.combine;

import io.pollen.Context;
import io.pollen.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// See [Future#inspect] and [Future#inspectError].
final class InspectFuture<T> extends Adapter<T> {
  private final @Nullable Consumer<? super T> onValue;
  private final @Nullable Consumer<? super Exception> onFailure;

  InspectFuture(
      Future<T> source,
      @Nullable Consumer<? super T> onValue,
      @Nullable Consumer<? super Exception> onFailure) {
    super(source);
    this.onValue = onValue;
    this.onFailure = onFailure;
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // a future of a nullable T may be ready with null
  @Nullable Object step(Context cx) throws Exception {
    Object answer;
    try {
      answer = pollInner(cx);
    } catch (Exception failure) {
      if (onFailure != null) {
        onFailure.accept(failure);
      }
      throw failure;
    }
    if (answer != PENDING && onValue != null) {
      onValue.accept((T) answer);
    }
    return answer;
  }
}
