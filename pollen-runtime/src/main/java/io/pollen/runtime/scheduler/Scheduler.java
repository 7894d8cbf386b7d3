package io.pollen.runtime.scheduler;

import io.pollen.Future;
import io.pollen.runtime.observe.TaskDump;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.runtime.task.Submit;
import io.pollen.runtime.task.Task;
import io.pollen.runtime.task.TaskLabel;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// What a runtime asks of either kind of scheduler.
public interface Scheduler extends Submit {

  /// Starts a task. When the scheduler is closing, the future is dropped at once and the handle
  /// answers that the task was cancelled. Any thread.
  <T> JoinHandle<T> spawn(Future<? extends T> future, TaskLabel label);

  /// Starts a task for each future, in their order, with one decision whom to wake. As [#spawn]
  /// when the scheduler is closing. Any thread.
  ///
  /// @param label what is said of each of them
  <T> List<JoinHandle<T>> spawnAll(List<? extends Future<? extends T>> futures, TaskLabel label);

  /// What the calling thread polls for this scheduler, or null.
  @Nullable Task<?> current();

  /// Whether what the calling thread polls for this scheduler is to end, and has not been told.
  boolean isCancelDue();

  /// Polls `future` on the calling thread until it completes.
  ///
  /// @throws InterruptedException when the calling thread was interrupted; the future was dropped
  /// @throws Exception what the future threw, unchanged
  <T> T blockOn(Future<T> future) throws Exception;

  /// Runs `call`, which may block, on the calling thread. When that is a worker, another thread
  /// steps it meanwhile.
  ///
  /// @throws IllegalStateException when no other thread could
  /// @throws Exception what the call threw, unchanged
  <T> T blockInPlace(Callable<? extends T> call) throws Exception;

  /// Whether the calling thread is one that must not block: a worker of this scheduler.
  boolean onWorker();

  /// Which worker the calling thread steps; empty when it is none of this scheduler.
  OptionalInt workerIndex();

  /// Cancels every task patiently; no more spawns. Any thread, returns at once.
  void cancelAll();

  /// Drops every task that is left. Any thread, returns at once.
  void dropAll();

  /// Waits for the scheduler's end.
  ///
  /// @return whether it has come to its end: false when a poll is stuck
  boolean awaitEnd(Duration limit) throws InterruptedException;

  /// Blocking work may have ended, or virtual time has moved: look again. Any thread.
  void nudge();

  /// Looks at the tasks that have not ended, `limit` of them at most. Any thread.
  ///
  /// @param limit at least 1
  /// @param into gets the tasks
  /// @return how many more there are
  int dump(int limit, List<TaskDump> into);

  /// A few numbers. Any thread.
  Metrics metrics();
}
