package io.pollen.io;

import io.pollen.Context;
import io.pollen.woven.RawFuture;
import org.jspecify.annotations.Nullable;

/// An action that never waits, run at the first poll that has budget for it.
final class Immediate extends RawFuture<Void> {
  private @Nullable Runnable action;

  Immediate(Runnable action) {
    this.action = action;
  }

  @Override
  public @Nullable Object pollRaw(Context cx) {
    Runnable once = action;
    if (once == null) {
      throw new IllegalStateException("polled after it had completed or was dropped");
    }
    if (!cx.proceed()) {
      return PENDING;
    }
    action = null;
    once.run();
    return null;
  }

  @Override
  public void drop() {
    action = null;
  }
}
