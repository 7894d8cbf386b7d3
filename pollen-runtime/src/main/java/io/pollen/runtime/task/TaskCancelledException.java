package io.pollen.runtime.task;

import java.util.concurrent.CancellationException;

/// Thrown to the awaiter of a task that was aborted, or that its runtime dropped when it was
/// closed.
public final class TaskCancelledException extends CancellationException {
  private static final long serialVersionUID = 1L;

  /// @serial
  private final long id;

  /// Made by the task's handle, a fresh one for each awaiter.
  public TaskCancelledException(TaskInfo task) {
    super(task + " was aborted");
    id = task.id();
  }

  /// The number of the task that was cancelled.
  public long taskId() {
    return id;
  }
}
