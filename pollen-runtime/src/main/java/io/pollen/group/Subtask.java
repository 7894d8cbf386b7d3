package io.pollen.group;

import io.pollen.Future;
import io.pollen.runtime.task.AbortHandle;
import io.pollen.woven.Eager;

/// A task of a [TaskScope], seen by whoever forked it. The words are those of the JDK's
/// `StructuredTaskScope.Subtask`.
///
/// It can be awaited, once and by one awaiter, as other handles can: its value, its own exception
/// unchanged, or a [io.pollen.runtime.task.TaskCancelledException]. Dropping it changes nothing for
/// the task, which belongs to its scope. [#state], [#get] and [#exception] may be called any number
/// of times on any thread.
///
/// @param <T> the type of the task's value
public interface Subtask<T> extends Future<T>, Eager, AbortHandle {

  /// How a subtask stands.
  enum State {
    /// It has not ended, or it was cancelled.
    UNAVAILABLE,
    /// It has a value.
    SUCCESS,
    /// It has thrown.
    FAILED
  }

  /// How it stands.
  State state();

  /// Its value.
  ///
  /// @throws IllegalStateException when its state is not SUCCESS
  T get();

  /// What it has thrown.
  ///
  /// @throws IllegalStateException when its state is not FAILED
  Throwable exception();
}
