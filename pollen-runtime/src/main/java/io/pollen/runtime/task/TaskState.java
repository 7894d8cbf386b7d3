package io.pollen.runtime.task;

import io.pollen.woven.RawFuture;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// The state word of a task and its transitions.
///
/// | bit | name       | set by              | cleared by      | meaning                                          |
/// |-----|------------|---------------------|-----------------|--------------------------------------------------|
/// | 0   | SCHEDULED  | spawn, wake, abort  | begin, complete | sits in exactly one queue; with HELD: woken since |
/// | 1   | HELD       | begin               | suspend, complete | one worker polls it, or it yielded and sits in exactly one queue |
/// | 2   | COMPLETE   | complete            | –               | the future is gone, the stage is the result      |
/// | 3   | FAILED     | complete            | –               | the result is a [Failure]                        |
/// | 4   | ABORTED    | complete            | –               | there is no result: it was cancelled             |
/// | 5   | CANCELLED  | abort               | –               | its future is to be cancelled, not polled        |
/// | 6   | CANCELLING | begin               | –               | its future has got the signal to cancel          |
/// | 7   | DROPPING   | drop at once        | –               | patience is over: its future is to be dropped    |
/// | 8   | JOIN_WAKER | awaiter             | awaiter         | the join waker is stored; the completer wakes it |
/// | 9   | DETACHED   | handle's drop       | –               | nobody will await                                |
/// | 10  | OBSERVED   | awaiter             | –               | the result has been taken                        |
///
/// ```
/// spawn → SCHEDULED → HELD → (idle) → SCHEDULED → HELD → COMPLETE
///                      ↺ yield, or woken while polled
/// ```
///
/// Every transition that publishes is a read-modify-write, also when it changes nothing: a wake
/// that only loaded SCHEDULED could lose what the waker wrote before it. Each one both releases
/// what its caller wrote and acquires what the previous one released, so that polls, wakes and the
/// completion are ordered as the laws of polling say.
///
/// A task that yields stays HELD while it lies in its queue: that saves the read-modify-write at
/// the end of its poll; the queue itself carries the poll's effects to the next holder.
abstract class TaskState<T> extends RawFuture<T> {
  static final int SCHEDULED = 1;
  static final int HELD = 1 << 1;
  static final int COMPLETE = 1 << 2;
  static final int FAILED = 1 << 3;
  static final int ABORTED = 1 << 4;
  static final int CANCELLED = 1 << 5;
  static final int CANCELLING = 1 << 6;
  static final int DROPPING = 1 << 7;
  static final int JOIN_WAKER = 1 << 8;
  static final int DETACHED = 1 << 9;
  static final int OBSERVED = 1 << 10;

  /// Asks for a poll.
  static final int WAKE = SCHEDULED;

  /// Asks for a patient cancellation.
  static final int ABORT = CANCELLED | SCHEDULED;

  /// Asks for the drop: cancelled, and without patience.
  static final int DROP = CANCELLED | DROPPING | SCHEDULED;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(TaskState.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile int state = SCHEDULED;

  /// What the thread that took the task from a queue has to do with its future.
  enum Turn {
    POLL,
    CANCEL_FIRST,
    CANCEL_AGAIN,
    DROP
  }

  /// What the end of a poll has to do.
  enum Suspended {
    IDLE,
    SUBMIT
  }

  /// What an awaiter has to do.
  enum Joined {
    TAKE,
    WAIT
  }

  final int state() {
    return state;
  }

  final boolean has(int bit) {
    return (state & bit) != 0;
  }

  /// Any thread. Pairs with the compareAndSet in begin: what the waker wrote before is seen by the
  /// poll that follows. After the read-modify-write it calls nothing and loads no class: see
  /// [Task#schedule].
  ///
  /// @param request WAKE, ABORT or DROP
  /// @return whether the caller has to submit the task
  final boolean requestState(int request) {
    int before = (int) STATE.getAndBitwiseOr(this, request);
    return (before & (SCHEDULED | HELD | COMPLETE)) == 0;
  }

  /// Whoever took the task from its queue. Pairs with requestState.
  final Turn begin() {
    int before = state;
    while (true) {
      int after = (before & ~SCHEDULED) | HELD | ((before & CANCELLED) == 0 ? 0 : CANCELLING);
      if (STATE.compareAndSet(this, before, after)) {
        break;
      }
      before = state;
    }
    if ((before & CANCELLED) == 0) {
      return Turn.POLL;
    }
    if ((before & DROPPING) != 0) {
      return Turn.DROP;
    }
    return (before & CANCELLING) == 0 ? Turn.CANCEL_FIRST : Turn.CANCEL_AGAIN;
  }

  /// The holder, after a Pending poll: the task is no longer its own, unless it was woken
  /// meanwhile. Pairs with begin of the next holder.
  final Suspended suspendState() {
    int before = (int) STATE.getAndAdd(this, -HELD);
    return (before & SCHEDULED) == 0 ? Suspended.IDLE : Suspended.SUBMIT;
  }

  /// The holder, after it has put the result in place of the future. Pairs with join.
  ///
  /// @param outcome 0, FAILED or ABORTED
  /// @return the state before, which tells whom to inform
  final int completeState(int outcome) {
    while (true) {
      int before = state;
      int after = (before & ~(SCHEDULED | HELD)) | COMPLETE | outcome;
      if (STATE.compareAndSet(this, before, after)) {
        return before;
      }
    }
  }

  /// The awaiter, after it has stored its waker: store, then look again. Pairs with completeState.
  final Joined joinState() {
    int before = (int) STATE.getAndBitwiseOr(this, JOIN_WAKER);
    return (before & COMPLETE) == 0 ? Joined.WAIT : Joined.TAKE;
  }

  /// The awaiter takes its stored waker back, to replace it; TAKE when completion came first and
  /// the waker belongs to the completer.
  final Joined unjoinState() {
    while (true) {
      int before = state;
      if ((before & COMPLETE) != 0) {
        return Joined.TAKE;
      }
      if (STATE.compareAndSet(this, before, before & ~JOIN_WAKER)) {
        return Joined.WAIT;
      }
    }
  }

  /// The awaiter has the result. Acquires what completeState released.
  ///
  /// @return the state before
  final int observeState() {
    return (int) STATE.getAndBitwiseOr(this, OBSERVED);
  }

  /// The handle is dropped.
  ///
  /// @return the state before
  final int detachState() {
    while (true) {
      int before = state;
      if (STATE.compareAndSet(this, before, (before | DETACHED) & ~JOIN_WAKER)) {
        return before;
      }
    }
  }
}
