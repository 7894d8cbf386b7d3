package io.pollen.runtime.scheduler;

import io.pollen.Context;
import io.pollen.Poll;
import io.pollen.Waker;
import io.pollen.verify.model.Explorer;
import io.pollen.woven.RawFuture;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A future that does what a case says, and notes what happens to it.
final class ModelProbe extends RawFuture<Integer> {
  /// What one poll does.
  @FunctionalInterface
  interface Script {
    /// @return whether the future completes
    boolean poll(ModelProbe self, int number);
  }

  private final Script script;
  private final int patience;
  private boolean held;
  private int polls;
  private int cancels;
  private @Nullable Waker waker;
  private int completions;
  private int drops;

  /// @param patience how many polls of its cancellation answer Pending
  ModelProbe(int patience, Script script) {
    this.patience = patience;
    this.script = script;
  }

  /// Completes in its first poll.
  static ModelProbe once() {
    return new ModelProbe(0, (self, number) -> true);
  }

  /// The waker of the last poll.
  Waker waker() {
    return Objects.requireNonNull(waker, "not polled yet");
  }

  boolean wasCancelled() {
    return cancels > 0;
  }

  private void enter(String what) {
    if (held || completions + drops > 0) {
      throw new IllegalStateException(what + " while it is held, or after its end");
    }
    held = true;
    Explorer.point(what);
  }

  @Override
  public @Nullable Object pollRaw(Context cx) {
    enter("a poll");
    waker = cx.waker();
    boolean done = script.poll(this, ++polls);
    Explorer.point("the end of a poll");
    held = false;
    completions += done ? 1 : 0;
    return done ? Integer.valueOf(polls) : PENDING;
  }

  @Override
  public Poll<Void> pollCancel(Context cx) {
    if (cancels++ < patience) {
      enter("a cancellation");
      waker = cx.waker();
      held = false;
      return Poll.pending();
    }
    drop();
    return Poll.ready();
  }

  @Override
  public void drop() {
    enter("a drop");
    held = false;
    drops++;
  }

  /// Throws unless it has ended once.
  void checkEnded(String name) {
    if (completions + drops != 1) {
      throw new AssertionError(
          name
              + " has "
              + completions
              + " completions and "
              + drops
              + " drops, "
              + polls
              + " polls");
    }
  }
}
