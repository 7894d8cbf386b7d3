package io.pollen.runtime;

import io.pollen.Context;
import io.pollen.woven.RawFuture;
import org.jspecify.annotations.Nullable;

/// Pending once, and woken when the driver and the other tasks have had their turn.
final class YieldNow extends RawFuture<Void> {
  private static final int FRESH = 0;
  private static final int YIELDED = 1;
  private static final int OVER = 2;

  private int state;

  @Override
  public @Nullable Object pollRaw(Context cx) {
    if (state == FRESH) {
      state = YIELDED;
      cx.defer();
      return PENDING;
    }
    if (state == OVER) {
      throw new IllegalStateException("this yield has completed or was dropped");
    }
    state = OVER;
    return null;
  }

  @Override
  public String toString() {
    return "yieldNow";
  }

  @Override
  public void drop() {
    state = OVER;
  }
}
