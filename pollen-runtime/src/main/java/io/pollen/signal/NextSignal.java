package io.pollen.signal;

import io.pollen.Context;
import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.woven.RawFuture;
import org.jspecify.annotations.Nullable;

/// A listener for one signal.
final class NextSignal extends RawFuture<Void> {
  private final String name;
  private @Nullable SignalListener listener;
  private @Nullable Future<Void> next;
  private boolean finished;

  NextSignal(String name) {
    this.name = name;
  }

  @Override
  public @Nullable Object pollRaw(Context cx) throws Exception {
    if (finished) {
      throw new IllegalStateException(this + " was polled after it had completed or was dropped");
    }
    boolean over = true;
    try {
      Future<Void> current = next;
      if (current == null) {
        listener = new SignalListener(SignalHandlers.of(name));
        current = listener.next();
        next = current;
      }
      Object answer = RawFuture.poll(current, cx);
      over = answer != PENDING;
      return answer;
    } finally {
      if (over) {
        drop();
      }
    }
  }

  @Override
  public void drop() {
    finished = true;
    if (next != null) {
      FailureHook.drop(next);
      next = null;
    }
    if (listener != null) {
      listener.close();
      listener = null;
    }
  }

  @Override
  public String toString() {
    return "the next SIG" + name;
  }
}
