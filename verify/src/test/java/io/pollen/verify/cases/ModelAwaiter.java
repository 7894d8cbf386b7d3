package io.pollen.verify.cases;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Waker;
import org.jspecify.annotations.Nullable;

/// Polls a future, and remembers whether it was woken since.
public final class ModelAwaiter implements Waker {
  private final Future<?> future;
  private boolean woken;
  private boolean over;
  private @Nullable Throwable failure;

  /// One who waits for `future`.
  public ModelAwaiter(Future<?> future) {
    this.future = future;
  }

  @Override
  public void wake() {
    woken = true;
  }

  /// Whether it was woken since its last poll.
  public boolean isWoken() {
    return woken;
  }

  /// Polls with itself as the waker, unless the future has ended.
  public void poll() {
    poll(Context.of(this));
  }

  /// The same with another context, whose waker this is.
  public void poll(Context cx) {
    if (over) {
      return;
    }
    woken = false;
    try {
      over = future.poll(cx).isReady();
    } catch (Exception e) {
      failure = e;
      over = true;
    }
  }

  /// What the future has failed with, or null.
  public @Nullable Throwable failure() {
    return failure;
  }

  /// The future could be ready: it was so, or the awaiter has been woken and finds it so now.
  public void checkServed() {
    if (!over) {
      if (!woken) {
        throw new AssertionError("pending, and nobody has woken it: " + future);
      }
      poll();
      if (!over) {
        throw new AssertionError("woken, but not ready: " + future);
      }
    }
  }
}
