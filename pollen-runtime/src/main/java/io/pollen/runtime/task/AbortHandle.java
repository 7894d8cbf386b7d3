package io.pollen.runtime.task;

import org.jspecify.annotations.Nullable;

/// The right to end a task, without the right to its result. All methods may be called from any
/// thread.
public interface AbortHandle {

  /// Asks the task to end, any number of times; returns at once. The task's scheduler cancels the
  /// future patiently (`pollCancel`), and drops it when the runtime's grace for aborted tasks is
  /// over. A task that completes first keeps its result.
  void abort();

  /// Whether the task has ended, in whatever way.
  boolean isFinished();

  /// A number that no other task of this process has.
  long id();

  /// The name given by `Pollen.task().name(...)`, or null.
  @Nullable String name();
}
