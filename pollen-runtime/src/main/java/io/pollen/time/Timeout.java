package io.pollen.time;

import io.pollen.AwaitTree;
import io.pollen.Context;
import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.Inspectable;
import io.pollen.Inspection;
import io.pollen.Poll;
import io.pollen.runtime.driver.TimerEntry;
import io.pollen.woven.RawFuture;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A future with a deadline, and that deadline's timer in one object.
///
/// The future is polled first, so what is ready in time wins, even with a timeout of zero. The
/// timer fires without budget: a future that spends all of it at every poll would otherwise never
/// be cut off. Only the first poll respects the budget, or a loop of zero timeouts would keep the
/// thread.
class Timeout<T> extends TimerEntry<T> implements Inspectable {
  private final Object limit; // a Duration or an Instant, for the message
  private @Nullable Future<? extends T> future;
  private boolean polling;
  private boolean dropAfterPoll;

  Timeout(Duration duration, Future<? extends T> future) {
    super(duration);
    this.limit = duration;
    this.future = future;
  }

  Timeout(Instant instant, Future<? extends T> future) {
    super(instant);
    this.limit = instant;
    this.future = future;
  }

  @Override
  public @Nullable Object pollRaw(Context cx) throws Exception {
    Future<? extends T> inner = future;
    if (inner == null || dropped()) {
      throw new IllegalStateException("a timeout was polled after it had completed or was dropped");
    }
    if (polling) {
      throw new IllegalStateException("a timeout was polled from inside its own poll");
    }
    boolean first = !started();
    Object answer;
    polling = true;
    try {
      answer = RawFuture.poll(inner, cx);
    } catch (Throwable failure) {
      polling = false;
      future = null;
      finish();
      throw failure;
    }
    polling = false;
    if (dropAfterPoll) {
      // Dropped from inside: a value is discarded, and what is pending is dropped now.
      if (answer != PENDING) {
        future = null;
      }
      drop();
      return PENDING;
    }
    if (answer != PENDING) {
      future = null;
      finish();
      return answer;
    }
    if (!isOver(cx) || (first && !cx.proceed())) {
      return PENDING;
    }
    Object end = timeIsUp(inner); // before the drop: then it waits for nothing any more
    future = null;
    finish();
    FailureHook.drop(inner);
    if (end instanceof TimeoutException failure) {
      throw failure;
    }
    return end;
  }

  /// What it completes with, or the TimeoutException that it fails with.
  @Nullable Object timeIsUp(Future<?> pending) {
    return new TimeoutException(message(pending));
  }

  /// The timer's own failure (no runtime, shut down) takes the future with it.
  private boolean isOver(Context cx) {
    try {
      return reached(cx);
    } catch (IllegalStateException unusable) {
      drop();
      throw unusable;
    }
  }

  @Override
  public void drop() {
    if (polling) {
      dropAfterPoll = true;
      return;
    }
    Future<? extends T> inner = future;
    future = null;
    discard();
    if (inner != null) {
      FailureHook.drop(inner);
    }
  }

  @Override
  public Poll<Void> pollCancel(Context cx) {
    Future<? extends T> inner = future;
    discard();
    if (inner == null) {
      return Poll.ready();
    }
    if (!FailureHook.cancelled(inner, cx)) {
      return Poll.pending();
    }
    future = null;
    return Poll.ready();
  }

  private String message(Future<?> pending) {
    String when =
        switch (limit) {
          case Duration duration -> "timed out after " + Durations.text(duration);
          default -> "timed out at " + limit;
        };
    return when + ", waiting for " + AwaitTree.of(pending);
  }

  @Override
  public void inspect(Inspection into) {
    into.what(super.toString()).awaits(future);
  }

  @Override
  public String toString() {
    return super.toString() + ", of " + future;
  }

  @Override
  protected String name() {
    return "a timeout";
  }
}
