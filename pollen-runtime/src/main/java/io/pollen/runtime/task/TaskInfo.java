package io.pollen.runtime.task;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What names a task in messages.
///
/// @param id its number, unique in the process
/// @param label what was said of it when it was spawned
/// @param block where the async block begins that it runs; null when it runs none, and when it had
///   ended before anybody asked what it is
public record TaskInfo(long id, TaskLabel label, @Nullable StackTraceElement block) {
  /// Where something has failed outside of any task.
  public static final TaskInfo NONE = new TaskInfo(0, "(none)");

  /// A task of which only a name is known, or not even that.
  public TaskInfo(long id, @Nullable String name) {
    this(id, TaskLabel.named(name), null);
  }

  /// Its name, or null.
  public @Nullable String name() {
    return label.name();
  }

  /// The line that spawned it; null where that is not recorded, see `RuntimeBuilder.spawnSites`.
  public @Nullable StackTraceElement spawnedAt() {
    return label.spawnedAt();
  }

  /// What it was given under `key`.
  @SuppressWarnings("unchecked") // only TaskBuilder fills the map, with a T for a key of T
  public <T> Optional<T> attribute(TaskAttribute<T> key) {
    return Optional.ofNullable((T) label.attributes().get(key));
  }

  /// Its number, its name, and where to look in the source, as far as they are known: the line that
  /// spawned it, else the first line of its block. `task 7 "reader" [Server.java:40]`.
  @Override
  public String toString() {
    return "task " + id + quoted(name()) + place(spawnedAt() == null ? block : spawnedAt());
  }

  private static String quoted(@Nullable String name) {
    return name == null ? "" : " \"" + name + "\"";
  }

  private static String place(@Nullable StackTraceElement at) {
    if (at == null || at.getFileName() == null) {
      return at == null ? "" : " [" + at.getClassName() + "." + at.getMethodName() + "]";
    }
    String line = at.getLineNumber() < 0 ? "" : ":" + at.getLineNumber();
    return " [" + at.getFileName() + line + "]";
  }
}
