package io.pollen.runtime.scheduler;

import io.pollen.runtime.observe.TaskDump;
import io.pollen.runtime.task.TaskInfo;
import java.time.Duration;

/// What a runtime tells a program about its threads and tasks, as it happens: for metrics, tracing,
/// and for binding something to the threads. All methods do nothing unless overridden, and a
/// runtime without hooks pays nothing for them.
///
/// They are called on the thread that they are about unless they say otherwise, must not block, and
/// delay whatever that thread does next. What they throw goes to the runtime's failure handler, and
/// the thread goes on. They may spawn and wake tasks.
public interface RuntimeHooks {

  /// A worker or a thread for blocking calls begins. The caller of `blockOn` does not count.
  default void onThreadStart() {}

  /// A worker or a thread for blocking calls ends.
  default void onThreadStop() {}

  /// The calling thread has found no task and is about to sleep; of a current-thread runtime it is
  /// the one in `blockOn`. If this spawns or wakes a task, it does not sleep.
  default void onThreadPark() {}

  /// The calling thread has slept.
  default void onThreadUnpark() {}

  /// A task was made, on the spawner's thread; it has not been polled yet. Calls on the blocking
  /// pool are no tasks in this sense, here and below.
  default void onTaskSpawn(TaskInfo task) {}

  /// A task has come to its end, with a value or without; those who await it do not know yet.
  default void onTaskEnd(TaskInfo task) {}

  /// A poll takes longer than `RuntimeBuilder.watchdog` allows; called once for it, while it goes
  /// on, on the watchdog's thread: a hook that blocks blinds it.
  ///
  /// @param poll the task, the thread, where it stands and its stack; without a number when it is
  ///   not a task that keeps the worker, but a waker or a hook
  /// @param lasted how long it has taken so far, at least
  default void onLongPoll(TaskDump poll, Duration lasted) {}

  /// A task is about to be polled, or to be told of its cancellation.
  default void onBeforePoll(TaskInfo task) {}

  /// The poll has returned; when it was the last one, after [#onTaskEnd].
  default void onAfterPoll(TaskInfo task) {}
}
