package io.pollen.io.step;

import io.pollen.Context;
import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.Inspectable;
import io.pollen.Inspection;
import io.pollen.Poll;
import io.pollen.woven.RawFuture;
import org.jspecify.annotations.Nullable;

/// A future that waits for one other future after the other: what an async block would be, written
/// by hand so that this package needs no transformed code.
///
/// @param <T> the type of the value
public abstract class Steps<T> extends RawFuture<T> implements Inspectable {
  private @Nullable Future<?> step;
  private boolean started;
  private boolean finished;
  private boolean over;
  private boolean polling;
  private boolean droppedWhilePolling;

  /// The first future to wait for; null when the result is there already.
  protected abstract @Nullable Future<?> first() throws Exception;

  /// The next future to wait for; null when the result is there.
  ///
  /// @param answer the value of the last one
  protected abstract @Nullable Future<?> next(Object answer) throws Exception;

  /// The result, asked for once.
  protected abstract T result() throws Exception;

  /// Called once when it is over: completed, failed or dropped, and its step with it. Never throws.
  protected void ended() {}

  @Override
  public final @Nullable Object pollRaw(Context cx) throws Exception {
    if (finished) {
      throw new IllegalStateException("polled after it had completed or was dropped: " + this);
    }
    if (polling) {
      throw new IllegalStateException("polled from inside its own poll: " + this);
    }
    polling = true;
    boolean goOn = false;
    try {
      Object answer = advance(cx);
      goOn = answer == PENDING;
      if (droppedWhilePolling) {
        finish();
        return PENDING;
      }
      return answer;
    } finally {
      polling = false;
      if (!goOn) {
        step = null;
        finish();
      }
    }
  }

  @SuppressWarnings("NullAway") // the answer of a Future<Void> is null
  private @Nullable Object advance(Context cx) throws Exception {
    if (!started) {
      // An answer that is there costs a unit, as one that has to be fetched: a task that takes
      // thousands of frames out of one buffer gives way, too.
      if (!cx.proceed()) {
        return PENDING;
      }
      started = true;
      step = first();
      if (step != null) {
        cx.refund(); // it pays by itself
      }
    }
    while (step != null) {
      Object answer = RawFuture.poll(step, cx);
      if (answer == PENDING) {
        return PENDING;
      }
      step = null;
      step = next(answer);
    }
    return result();
  }

  /// What an await tree calls it.
  protected String label() {
    return getClass().getSimpleName();
  }

  @Override
  public final void inspect(Inspection into) {
    into.what(label()).awaits(step);
  }

  @Override
  public final void drop() {
    if (polling) {
      droppedWhilePolling = true; // takes effect when the poll is Pending
    } else {
      finish();
    }
  }

  @Override
  public final Poll<Void> pollCancel(Context cx) {
    if (polling) {
      drop();
      return Poll.ready();
    }
    finished = true;
    Future<?> held = step;
    if (held != null && !FailureHook.cancelled(held, cx)) {
      return Poll.pending();
    }
    step = null;
    finish();
    return Poll.ready();
  }

  private void finish() {
    finished = true;
    Future<?> left = step;
    step = null;
    if (left != null) {
      FailureHook.drop(left);
    }
    if (!over) {
      over = true;
      ended();
    }
  }
}
