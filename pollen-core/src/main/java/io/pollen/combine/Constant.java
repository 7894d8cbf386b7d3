package io.pollen.combine;

import io.pollen.Context;
import org.jspecify.annotations.Nullable;

/// A future that is ready from the start, or never: `step` answers what it was made with.
final class Constant<T> extends Combinator<T> {
  private @Nullable Object answer;

  /// @param answer the value, or PENDING
  Constant(@Nullable Object answer) {
    this.answer = answer;
  }

  @Override
  @Nullable Object step(Context cx) {
    Object given = answer;
    if (given != PENDING) {
      answer = null;
    }
    return given;
  }

  @Override
  String label() {
    return answer == PENDING ? "pending" : "ready";
  }

  @Override
  void release() {
    answer = null;
  }
}
