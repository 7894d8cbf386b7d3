package io.pollen.combine;

import io.pollen.Context;
import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.Outcome;
import io.pollen.Waker;
import io.pollen.woven.RawFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What the handles of a [Shared] have in common. It is the waker of the shared future.
///
/// A short lock guards the fields; no user code, no waker and no poll runs under it. The right to
/// touch `inner` is the phase POLLING:
///
/// | phase   | entered by                  | left by                  | meaning                      |
/// |---------|-----------------------------|--------------------------|------------------------------|
/// | IDLE    | birth, a Pending poll       | a handle's poll, the last leave | nobody touches `inner` |
/// | POLLING | a handle's poll             | the end of that poll     | its holder alone touches it  |
/// | DONE    | a Ready or failed poll      | never                    | `result` is set              |
/// | DROPPED | the last handle, on leaving or cancelling | never      | `inner` is its alone to end  |
///
/// A wake during POLLING sets `rewake`, and the poller wakes *all* awaiters when it ends: one that
/// was turned away during that poll is then not stranded behind a poller that never polls again. A
/// handle that leaves wakes the others for the same reason.
final class SharedCell implements Waker {

  private enum Phase {
    IDLE,
    POLLING,
    DONE,
    DROPPED
  }

  /// One handle's place.
  static final class Awaiter {
    private @Nullable Waker waker;

    private Awaiter() {}
  }

  private final ReentrantLock lock = new ReentrantLock();

  // --- under the lock ---
  private final List<Awaiter> awaiters = new ArrayList<>(2);
  private Phase phase = Phase.IDLE;
  private boolean rewake;
  private @Nullable Outcome<?> result;

  // --- the holder of POLLING, or the last to leave ---
  private @Nullable Future<?> inner;

  SharedCell(Future<?> inner) {
    this.inner = inner;
  }

  /// What is shared, for diagnostics: any thread, may be out of date.
  @Nullable Future<?> inner() {
    return inner;
  }

  Awaiter join() {
    lock.lock();
    try {
      if (phase == Phase.DROPPED) {
        throw new IllegalStateException(
            "copy() of a shared future whose last handle was dropped: keep one handle while copies"
                + " are made");
      }
      Awaiter awaiter = new Awaiter();
      awaiters.add(awaiter);
      return awaiter;
    } finally {
      lock.unlock();
    }
  }

  @Nullable Object poll(Awaiter awaiter, Context cx) throws Exception {
    Future<?> mine;
    Waker waker = cx.waker(); // the context is foreign code: not under the lock
    lock.lock();
    try {
      if (phase == Phase.DONE) {
        return value();
      }
      awaiter.waker = waker;
      if (phase == Phase.POLLING) {
        return RawFuture.PENDING;
      }
      phase = Phase.POLLING;
      mine = inner;
    } finally {
      lock.unlock();
    }
    return pollInner(mine, cx);
  }

  @SuppressWarnings("NullAway") // inner is not null while IDLE
  private @Nullable Object pollInner(@Nullable Future<?> mine, Context cx) throws Exception {
    Outcome<?> outcome = null;
    try {
      Object answer = RawFuture.poll(mine, cx.withWaker(this));
      if (answer != RawFuture.PENDING) {
        outcome = Outcome.success(answer);
      }
    } catch (Throwable failure) {
      outcome = Outcome.failure(failure);
    }
    List<Waker> toWake;
    lock.lock();
    try {
      if (outcome == null) {
        phase = Phase.IDLE;
        toWake = rewake ? wakers() : List.of();
      } else {
        phase = Phase.DONE;
        result = outcome;
        inner = null;
        toWake = wakers();
      }
      rewake = false;
    } finally {
      lock.unlock();
    }
    toWake.forEach(FailureHook::wake);
    return outcome == null ? RawFuture.PENDING : value();
  }

  private @Nullable Object value() throws Exception {
    return switch (result) {
      case Outcome.Success<?>(var value) -> value;
      case Outcome.Failure<?>(var cause) -> throw Failures.rethrow(cause);
      case null -> throw new AssertionError("DONE without a result");
    };
  }

  @Override
  public void wake() {
    List<Waker> toWake;
    lock.lock();
    try {
      if (phase == Phase.POLLING) {
        rewake = true;
        return;
      }
      toWake = wakers();
    } finally {
      lock.unlock();
    }
    toWake.forEach(FailureHook::wake);
  }

  /// Removes a handle. The last one drops the computation.
  void leave(Awaiter awaiter) {
    List<Waker> toWake = List.of();
    Future<?> toDrop = null;
    lock.lock();
    try {
      awaiters.remove(awaiter);
      if (phase == Phase.DROPPED || (phase == Phase.IDLE && awaiters.isEmpty())) {
        phase = Phase.DROPPED;
        toDrop = inner;
        inner = null;
      } else if (phase == Phase.IDLE) {
        toWake = wakers();
      }
    } finally {
      lock.unlock();
    }
    toWake.forEach(FailureHook::wake);
    if (toDrop != null) {
      FailureHook.drop(toDrop);
    }
  }

  /// The patient cancellation by the last handle; others just leave.
  ///
  /// @return whether the handle may leave now
  boolean cancelLast(Context cx) {
    Future<?> mine;
    lock.lock();
    try {
      if (phase == Phase.IDLE && awaiters.size() == 1) {
        phase = Phase.DROPPED; // nobody joins any more: the future is this handle's alone
      }
      if (phase != Phase.DROPPED) {
        return true;
      }
      mine = inner;
    } finally {
      lock.unlock();
    }
    if (mine != null && !FailureHook.cancelled(mine, cx)) {
      return false;
    }
    inner = null;
    return true;
  }

  /// Takes the wakers out; each handle stores its own again at its next poll.
  private List<Waker> wakers() {
    List<Waker> result = new ArrayList<>(awaiters.size());
    for (Awaiter awaiter : awaiters) {
      if (awaiter.waker != null) {
        result.add(awaiter.waker);
        awaiter.waker = null;
      }
    }
    return result;
  }
}
