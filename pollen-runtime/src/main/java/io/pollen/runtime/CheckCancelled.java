package io.pollen.runtime;

import io.pollen.Context;
import io.pollen.woven.RawFuture;
import org.jspecify.annotations.Nullable;

/// See [Pollen#checkCancelled]. What is to end ends at its await: so it is enough to be Pending,
/// and to see to it that the task has its turn again.
final class CheckCancelled extends RawFuture<Void> {
  private boolean over;

  @Override
  public @Nullable Object pollRaw(Context cx) {
    if (over) {
      throw new IllegalStateException("this checkCancelled has completed or was dropped");
    }
    if (AsyncRuntime.isCancelled()) {
      cx.defer();
      return PENDING;
    }
    over = true;
    return null;
  }

  @Override
  public void drop() {
    over = true;
  }

  @Override
  public String toString() {
    return "checkCancelled";
  }
}
