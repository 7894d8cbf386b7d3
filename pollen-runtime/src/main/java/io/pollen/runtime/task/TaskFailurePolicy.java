package io.pollen.runtime.task;

/// What a runtime does about a task that failed while nobody observed it: its handle was dropped,
/// became unreachable, or was never awaited until the runtime closed.
///
/// An error of the virtual machine (no memory, no stack) is never ignored, and counts at once, also
/// when somebody awaits its task.
public enum TaskFailurePolicy {
  /// The runtime's [FailureHandler] is told, and everything goes on. The default.
  REPORT,
  /// Nothing.
  IGNORE,
  /// The handler is told, and the runtime ends as by `close()`. Every `blockOn` that has not
  /// returned by then, and each later one, throws the failure, unchanged; of several the first.
  SHUTDOWN
}
