package io.pollen.runtime.task;

/// What a task needs from the scheduler that owns it.
public interface Submit {

  /// Puts a task, which is in no queue now, into a queue. Any thread, never blocks.
  void submit(Task<?> task);

  /// The task has reached its end; its completion becomes visible when this returns. On the thread
  /// that ran it.
  void finished(Task<?> task);

  /// Somebody asked for the task's end: for schedulers that can hasten it. Any thread.
  default void aborting(Task<?> task) {}

  /// Whether all of its tasks are about to end, whoever asked for it or did not. Any thread.
  default boolean isClosing() {
    return false;
  }

  /// Where failures that nobody observes go.
  Failures failures();
}
