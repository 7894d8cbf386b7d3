package io.pollen.runtime.task;

/// Told of a task that failed while nobody observed it: its handle was dropped, became unreachable,
/// or was never awaited until the runtime closed.
@FunctionalInterface
public interface FailureHandler {

  /// Called once for each such failure, on a worker, the cleaner's thread or the closing thread.
  /// Must not block; what it throws is logged.
  void taskFailed(TaskInfo task, Throwable failure);

  /// The default: one line and the stack trace at level ERROR of the `io.pollen` System.Logger.
  static FailureHandler logging() {
    return (task, failure) ->
        System.getLogger("io.pollen")
            .log(System.Logger.Level.ERROR, task + " failed and nobody awaited it", failure);
  }
}
