package io.pollen.fs;

import io.pollen.Context;
import io.pollen.woven.RawFuture;
import org.jspecify.annotations.Nullable;

/// An operation on an open file: it ends once, whether it completes, fails or is dropped.
abstract class FileOperation<T> extends RawFuture<T> {
  private boolean finished;

  /// Goes on.
  ///
  /// @return the answer, or PENDING with the waker stored
  abstract @Nullable Object step(Context cx) throws Exception;

  /// Lets go of what is held. Once, and after the end, too.
  abstract void release();

  @Override
  public final @Nullable Object pollRaw(Context cx) throws Exception {
    if (finished) {
      throw new IllegalStateException(this + " was polled after it had completed or was dropped");
    }
    boolean over = true;
    try {
      Object answer = step(cx);
      over = answer != PENDING;
      return answer;
    } finally {
      if (over) {
        drop();
      }
    }
  }

  @Override
  public final void drop() {
    if (!finished) {
      finished = true;
      release();
    }
  }
}
