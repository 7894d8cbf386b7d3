package io.pollen.runtime.task;

import org.jspecify.annotations.Nullable;

/// What names a task in messages.
///
/// @param id its number, unique in the process
/// @param name its name, or null
public record TaskInfo(long id, @Nullable String name) {
  /// Where something has failed outside of any task.
  public static final TaskInfo NONE = new TaskInfo(0, "(none)");

  @Override
  public String toString() {
    return name == null ? "task " + id : "task " + id + " \"" + name + "\"";
  }
}
