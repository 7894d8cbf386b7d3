package io.pollen.runtime.task;

import io.pollen.AwaitTree;
import io.pollen.Future;
import io.pollen.woven.Eager;
import org.jspecify.annotations.Nullable;

/// A spawned task, seen by whoever spawned it: a future of its result.
///
/// Awaiting it answers the task's value, rethrows the task's own exception unchanged, or throws
/// [TaskCancelledException] when the task was aborted. One awaiter at a time: a second task that
/// awaits the same handle gets an `IllegalStateException`. Awaiting is cancel-safe: until the
/// result has been taken it stays in the task.
///
/// [#drop] detaches: the task goes on, nobody waits for it, and its failure is reported to the
/// runtime's handler. The task's future is always gone before its completion is visible here.
///
/// @param <T> the type of the task's value
public interface JoinHandle<T> extends Future<T>, Eager {

  /// Asks the task to end. From any thread, any number of times; returns at once. The task's
  /// scheduler cancels the future patiently (`pollCancel`), and drops it when the runtime's grace
  /// for aborted tasks is over. A task that completes first keeps its result.
  void abort();

  /// Whether the task has ended, in whatever way. Any thread.
  boolean isFinished();

  /// A number that no other task of this process has. Any thread.
  long id();

  /// What the task waits for now, and what those tasks wait for that it joins. Any thread.
  AwaitTree awaitTree();

  /// The name given by `Pollen.task().name(...)`, or null. Any thread.
  @Nullable String name();
}
