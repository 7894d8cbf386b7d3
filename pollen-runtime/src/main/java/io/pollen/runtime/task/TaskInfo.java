package io.pollen.runtime.task;

import org.jspecify.annotations.Nullable;

/// What names a task in messages.
///
/// @param id its number, unique in the process
/// @param name its name, or null
public record TaskInfo(long id, @Nullable String name) {

  @Override
  public String toString() {
    return name == null ? "task " + id : "task " + id + " \"" + name + "\"";
  }
}
