package io.pollen.verify.soak;

import io.pollen.Context;
import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.woven.RawFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A future that watches its owner: polled or dropped by one thread at a time, ended once, and left
/// alone from then on.
final class Tracked<T> extends RawFuture<T> {
  private enum State {
    OPEN,
    BUSY,
    ENDED
  }

  private final Ledger ledger;
  private final Future<T> inner;
  private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);

  Tracked(Ledger ledger, Future<T> inner) {
    this.ledger = ledger;
    this.inner = inner;
  }

  private void enter(String what) {
    State before = state.getAndSet(State.BUSY);
    if (before != State.OPEN) {
      ledger.violated("a future is " + what + " while it is " + before + ": " + inner);
    }
  }

  private void leave(boolean over) {
    if (over) {
      ledger.end();
    }
    State before = state.getAndSet(over ? State.ENDED : State.OPEN);
    if (before != State.BUSY) {
      ledger.violated("while a future was polled it became " + before + ": " + inner);
    }
  }

  @Override
  public @Nullable Object pollRaw(Context cx) throws Exception {
    enter("polled");
    boolean over = true;
    try {
      Object answer = RawFuture.poll(inner, cx);
      over = answer != PENDING;
      return answer;
    } finally {
      leave(over);
    }
  }

  @Override
  public Poll<Void> pollCancel(Context cx) {
    enter("cancelled");
    boolean over = FailureHook.cancelled(inner, cx);
    leave(over);
    return over ? Poll.ready() : Poll.pending();
  }

  @Override
  public void drop() {
    enter("dropped");
    FailureHook.drop(inner);
    leave(true);
  }

  @Override
  public String toString() {
    return inner.toString();
  }
}
