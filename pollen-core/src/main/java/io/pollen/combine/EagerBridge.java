package io.pollen.combine;

import io.pollen.Context;
import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.Waker;
import io.pollen.woven.RawFuture;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Drives one future into a `CompletableFuture`: a serialising driver whose polls run on an
/// executor, or on whatever thread wakes it.
///
/// The state word, every transition one atomic read-modify-write:
///
/// | bit | name      | set by              | cleared by          | meaning                           |
/// |-----|-----------|---------------------|---------------------|-----------------------------------|
/// | 0   | SCHEDULED | start, wake, cancel | run, before a poll  | a run is owed                     |
/// | 1   | RUNNING   | run                 | run, after Pending  | its holder alone touches `future` |
/// | 2   | DONE      | run                 | never               | nothing happens any more          |
/// | 3   | CANCELLED | cancel              | never               | the next run drops the future     |
///
/// Whoever sets SCHEDULED while neither it nor RUNNING nor DONE was set starts the run; a wake
/// during a run only leaves its bit for the runner to find when it gives RUNNING back.
final class EagerBridge<T> implements Waker, Runnable {
  static final Executor ON_THE_WAKING_THREAD = Runnable::run;

  private static final int SCHEDULED = 1;
  private static final int RUNNING = 2;
  private static final int DONE = 4;
  private static final int CANCELLED = 8;
  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(EagerBridge.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // --- every thread, through STATE ---
  @SuppressWarnings("UnusedVariable") // accessed through STATE
  private volatile int state;

  // --- the holder of RUNNING only ---
  private @Nullable Future<T> future;

  // --- constant ---
  private final Executor executor;
  private final Context cx = Context.of(this);
  private final CompletableFuture<T> result = new CompletableFuture<>();

  private EagerBridge(Future<T> future, Executor executor) {
    this.future = future;
    this.executor = executor;
  }

  static <T> CompletableFuture<T> start(Future<T> future, Executor executor) {
    EagerBridge<T> bridge = new EagerBridge<>(future, executor);
    // However the CompletableFuture ends, by cancel, complete or orTimeout: the future is let go.
    var _ = bridge.result.whenComplete((_, _) -> bridge.cancel());
    bridge.wake();
    return bridge.result;
  }

  @Override
  public void wake() {
    // Pairs with the flip in run(): what was published before the wake is seen by the next poll.
    int before = (int) STATE.getAndBitwiseOr(this, SCHEDULED);
    if ((before & (SCHEDULED | RUNNING | DONE)) == 0) {
      submit();
    }
  }

  private void cancel() {
    int before = (int) STATE.getAndBitwiseOr(this, SCHEDULED | CANCELLED);
    if ((before & (SCHEDULED | RUNNING | DONE)) == 0) {
      run();
    }
  }

  private void submit() {
    try {
      executor.execute(this);
    } catch (RuntimeException | Error refused) {
      // The run that is owed falls to this thread, and ends the future.
      STATE.getAndBitwiseOr(this, CANCELLED);
      run();
      result.completeExceptionally(refused);
    }
  }

  @Override
  public void run() {
    while (true) {
      // SCHEDULED is set and RUNNING is not, and only this run may change that: one flip does both.
      int before = (int) STATE.getAndBitwiseXor(this, SCHEDULED | RUNNING);
      if (finishedByOnePoll((before & CANCELLED) != 0)) {
        STATE.getAndBitwiseOr(this, DONE);
        future = null;
        return;
      }
      // Pairs with the getAndBitwiseOr in wake(): either it saw RUNNING, or we see its bit here.
      before = (int) STATE.getAndBitwiseAnd(this, ~RUNNING);
      if ((before & SCHEDULED) == 0) {
        return;
      }
      if (executor != ON_THE_WAKING_THREAD) {
        submit();
        return;
      }
    }
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // not null before DONE; the value may be null
  private boolean finishedByOnePoll(boolean cancelled) {
    if (cancelled) {
      FailureHook.drop(future);
      return true;
    }
    try {
      Object answer = RawFuture.poll(future, cx);
      if (answer == RawFuture.PENDING) {
        return false;
      }
      STATE.getAndBitwiseOr(this, DONE);
      result.complete((T) answer);
    } catch (Throwable failure) {
      STATE.getAndBitwiseOr(this, DONE);
      result.completeExceptionally(failure);
    }
    return true;
  }
}
