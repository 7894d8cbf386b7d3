package io.pollen.runtime.task;

import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// Thrown to the awaiter of a task that was aborted, or that its runtime dropped when it was
/// closed.
public final class TaskCancelledException extends CancellationException {
  private static final long serialVersionUID = 1L;

  /// @serial
  private final long id;

  /// Made by the task's handle, a fresh one for each awaiter.
  ///
  /// @param id the task's number
  /// @param name the task's name, if it has one
  public TaskCancelledException(long id, @Nullable String name) {
    super(new TaskInfo(id, name) + " was aborted");
    this.id = id;
  }

  /// The number of the task that was cancelled.
  public long taskId() {
    return id;
  }
}
