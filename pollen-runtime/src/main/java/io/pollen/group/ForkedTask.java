package io.pollen.group;

import io.pollen.AtomicWaker;
import io.pollen.Context;
import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.Inspectable;
import io.pollen.Inspection;
import io.pollen.Outcome;
import io.pollen.Poll;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.runtime.task.TaskCancelledException;
import io.pollen.runtime.task.TaskInfo;
import io.pollen.woven.RawFuture;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// A subtask. Its task runs [Body], which tells here how it ended, and so never fails itself: the
/// scope takes care of failures.
final class ForkedTask<T> extends RawFuture<T> implements Subtask<T>, Inspectable {
  private final TaskScope<?> scope;
  private final AtomicWaker awaiter = new AtomicWaker();

  /// Set right after the task has been spawned; null where that did not come about.
  private volatile @Nullable JoinHandle<Void> handle;

  /// How it ended; a cancelled one has a failure that [#state] does not show.
  private volatile @Nullable Outcome<T> outcome;

  private volatile boolean cancelled;

  /// Somebody has asked for its end, perhaps before there was a handle.
  private volatile boolean abortAsked;

  /// Somebody has seen the failure.
  private volatile boolean observed;

  private boolean over;

  ForkedTask(TaskScope<?> scope) {
    this.scope = scope;
  }

  // ---------------------------------------------------------------- the scope

  void started(JoinHandle<Void> task) {
    handle = task; // Before the look: pairs with abort().
    if (abortAsked) {
      task.abort();
    }
  }

  /// It was forked into a scope that is cancelled.
  void neverStarted() {
    cancelled = true;
    outcome =
        Outcome.failure(
            new CancellationException("the scope was cancelled before this subtask started"));
  }

  boolean isUnobservedFailure() {
    return state() == State.FAILED && !observed;
  }

  // ---------------------------------------------------------------- Subtask

  @Override
  public State state() {
    Outcome<T> end = outcome;
    return end == null || cancelled
        ? State.UNAVAILABLE
        : end.isSuccess() ? State.SUCCESS : State.FAILED;
  }

  @Override
  public T get() {
    if (state() == State.SUCCESS && outcome instanceof Outcome.Success<T>(T value)) {
      return value;
    }
    observed = true;
    throw new IllegalStateException("no value: the subtask is " + word());
  }

  @Override
  public Throwable exception() {
    if (state() == State.FAILED && outcome instanceof Outcome.Failure<T>(Throwable cause)) {
      observed = true;
      return cause;
    }
    throw new IllegalStateException("no failure: the subtask is " + word());
  }

  private String word() {
    Outcome<T> end = outcome;
    return end == null
        ? "still running"
        : cancelled ? "cancelled" : end.isSuccess() ? "successful" : "failed";
  }

  @Override
  public @Nullable Object pollRaw(Context cx) throws Exception {
    if (over) {
      throw new IllegalStateException("a subtask was awaited after its end, or after its drop");
    }
    if (!cx.proceed()) {
      return PENDING;
    }
    Outcome<T> end = outcome;
    if (end == null) {
      awaiter.register(cx.waker());
      end = outcome;
    }
    if (end == null) {
      cx.refund();
      return PENDING;
    }
    over = true;
    observed = true;
    return end.get();
  }

  @Override
  public void drop() {
    over = true;
    awaiter.take();
  }

  @Override
  public void abort() {
    abortAsked = true; // Before the look: pairs with started().
    JoinHandle<Void> task = handle;
    if (task != null) {
      task.abort();
    }
  }

  @Override
  public boolean isFinished() {
    return outcome != null;
  }

  @Override
  public long id() {
    JoinHandle<Void> task = handle;
    return task == null ? 0 : task.id();
  }

  private TaskInfo info() {
    JoinHandle<Void> task = handle;
    return task == null ? new TaskInfo(0, null) : task.info();
  }

  @Override
  public @Nullable String name() {
    JoinHandle<Void> task = handle;
    return task == null ? null : task.name();
  }

  @Override
  public void inspect(Inspection into) {
    into.what("subtask, " + word());
    if (into.acrossTasks()) {
      into.awaits(handle);
    }
  }

  // ---------------------------------------------------------------- the task

  /// What the task polls.
  static final class Body<T> extends RawFuture<Void> implements Inspectable {
    private final ForkedTask<T> subtask;
    private final Future<? extends T> future;
    private boolean ended;

    Body(ForkedTask<T> subtask, Future<? extends T> future) {
      this.subtask = subtask;
      this.future = future;
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // the value of a future of T, which may be null
    public @Nullable Object pollRaw(Context cx) throws Exception {
      Object answer;
      try {
        answer = RawFuture.poll(future, cx);
      } catch (Throwable failure) {
        end(Outcome.failure(failure), false);
        if (failure instanceof VirtualMachineError) {
          throw failure;
        }
        return null;
      }
      if (answer == PENDING) {
        return PENDING;
      }
      end(Outcome.success((T) answer), false);
      return null;
    }

    @Override
    public void drop() {
      if (!ended) {
        FailureHook.drop(future);
        endCancelled();
      }
    }

    @Override
    public Poll<Void> pollCancel(Context cx) {
      if (!ended) {
        if (!FailureHook.cancelled(future, cx)) {
          return Poll.pending();
        }
        endCancelled();
      }
      return Poll.ready();
    }

    private void endCancelled() {
      end(Outcome.failure(new TaskCancelledException(subtask.info())), true);
    }

    private void end(Outcome<T> outcome, boolean cancelled) {
      ended = true;
      subtask.cancelled = cancelled;
      subtask.outcome = outcome; // before the look of whoever awaits: see AtomicWaker
      FailureHook.wake(subtask.awaiter::wake);
      subtask.scope.ended(subtask, cancelled);
    }

    @Override
    public void inspect(Inspection into) {
      into.what("subtask").awaits(future);
    }
  }
}
