package io.pollen.group;

import io.pollen.Outcome;

/// A task that has ended.
///
/// @param id its number, as [io.pollen.runtime.task.AbortHandle#id] says
/// @param outcome its value or failure; an aborted task's failure is a
///   [io.pollen.runtime.task.TaskCancelledException]
/// @param <T> the type of the value
public record Joined<T>(long id, Outcome<T> outcome) {

  /// The value, or the failure thrown as it was.
  ///
  /// @throws Exception the task's failure
  public T get() throws Exception {
    return outcome.get();
  }
}
