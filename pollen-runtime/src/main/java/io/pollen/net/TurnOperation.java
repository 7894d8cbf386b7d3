package io.pollen.net;

import io.pollen.Context;
import io.pollen.woven.RawFuture;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/// An operation that takes its turn on one side of a socket: nothing is in flight between two
/// polls, so dropping it only takes back its waker.
///
/// @param <S> what it works on
/// @param <T> the type of the answer
abstract class TurnOperation<S, T> extends RawFuture<T> {
  /// Null when it has completed or was dropped.
  private @Nullable S target;

  TurnOperation(S target) {
    this.target = target;
  }

  /// The side that it belongs to.
  abstract Turn turn(S on);

  /// Makes what progress is possible, for the unit of the budget that has been spent; gives it back
  /// when there is none.
  ///
  /// @return the answer, or [RawFuture#PENDING] with the waker stored
  abstract @Nullable Object attempt(Context cx, S on) throws IOException;

  /// Releases the waker that [#attempt] has stored.
  abstract void forget(S on);

  /// What it works on, for errors: `the stream`.
  abstract String subject();

  /// What is the case when another operation waits: `the stream is read`.
  abstract String occupied();

  /// What it is, for errors and await trees: `a read from`.
  abstract String what();

  @Override
  public final @Nullable Object pollRaw(Context cx) throws IOException {
    S on = target;
    if (on == null) {
      throw new IllegalStateException(
          "a socket operation was polled after it had completed or was dropped");
    }
    Turn turn = turn(on);
    Object answer = null;
    try {
      turn.check(this);
      if (!cx.proceed()) {
        answer = PENDING;
        return PENDING;
      }
      answer = attempt(cx, on);
      if (answer == PENDING) {
        turn.waits(this);
      }
      return answer;
    } catch (ClosedChannelException e) {
      throw turn.isWaiting(this) ? Closed.meanwhile(subject()) : Closed.before(subject());
    } finally {
      if (answer != PENDING) {
        target = null;
        turn.ends(this);
      }
    }
  }

  /// Nothing was done for the unit of the budget that was spent.
  static Object pending(Context cx) {
    cx.refund();
    return PENDING;
  }

  @Override
  public final String toString() {
    S on = target;
    return what() + " " + (on == null ? subject() + ", completed or dropped" : on);
  }

  @Override
  public final void drop() {
    S on = target;
    target = null;
    if (on != null && turn(on).ends(this)) {
      forget(on);
    }
  }
}
