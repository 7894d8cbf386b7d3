package io.pollen.runtime.task;

import io.pollen.Async;
import io.pollen.AwaitTree;
import io.pollen.Future;
import io.pollen.Outcome;
import io.pollen.woven.Eager;

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
public interface JoinHandle<T> extends Future<T>, Eager, AbortHandle {

  /// What the task waits for now, and what those tasks wait for that it joins. Any thread.
  AwaitTree awaitTree();

  /// What names the task: its number, its name, where it comes from. Any thread.
  TaskInfo info();

  /// Aborts the task, and waits until it has ended: with its value or failure, when it was faster,
  /// else with a [TaskCancelledException]. Nothing happens before the first poll.
  ///
  /// Cancellation: as awaiting the handle; an abort that was asked for stays asked for.
  @SuppressWarnings("pollen:futureNoDrop") // the handle stays its owner's
  default Future<Outcome<T>> abortAndJoin() {
    Future<Outcome<T>> end = catching();
    boolean[] asked = {false};
    return Async.pollFn(cx -> {
      if (!asked[0]) {
        asked[0] = true;
        abort();
      }
      return end.poll(cx);
    });
  }

  /// This handle for an owner that does not let the task outlive it: when it is dropped or closed,
  /// the task is aborted. Use it in place of this handle.
  default AbortOnDrop<T> abortOnDrop() {
    return new AbortOnDrop<>(this);
  }
}
