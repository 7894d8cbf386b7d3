package io.pollen.runtime.task;

import io.pollen.AsyncTrace;

/// Told of a task that failed while nobody observed it: its handle was dropped, became unreachable,
/// or was never awaited until the runtime closed.
@FunctionalInterface
public interface FailureHandler {

  /// Called once for each such failure, on a worker, the cleaner's thread or the closing thread.
  /// Must not block; what it throws is logged. [AsyncTrace#of] tells the awaits that the failure
  /// has passed.
  void taskFailed(TaskInfo task, Throwable failure);

  /// Called for a failure beside the task's own: what a `finally`, a `close()` or a hook threw
  /// while a future of the task was dropped or cancelled, or what a waker threw. On the task's
  /// worker.
  ///
  /// @param task the task that was running
  /// @param source what failed, for the message
  default void cleanupFailed(TaskInfo task, Object source, Throwable failure) {
    taskFailed(task, failure);
  }

  /// The default: one line, the awaits that the failure has passed unless its stack trace shows
  /// them, and the stack trace, at level ERROR of the `io.pollen` System.Logger.
  static FailureHandler logging() {
    return new FailureHandler() {
      @Override
      public void taskFailed(TaskInfo task, Throwable failure) {
        String awaits =
            AsyncTrace.of(failure)
                .filter(trace -> trace.addsTo(failure))
                .map(trace -> "\n" + trace.text().stripTrailing())
                .orElse("");
        log(task + " failed and nobody awaited it" + awaits, failure);
      }

      @Override
      public void cleanupFailed(TaskInfo task, Object source, Throwable failure) {
        log("a failure that nobody awaits, in " + source + ", of " + task, failure);
      }

      private void log(String message, Throwable failure) {
        System.getLogger("io.pollen").log(System.Logger.Level.ERROR, message, failure);
      }
    };
  }
}
