package io.pollen.runtime.task;

import java.util.Objects;

/// A key for something that a program says of its tasks, for who looks at them from outside: the
/// request that a task serves, its tenant. Given to a task before it starts
/// (`Pollen.task().attribute(...)`), it cannot be changed; dumps show it, and a failure handler can
/// ask for it. What the task's own code is to see is a [io.pollen.TaskLocal].
///
/// @param <T> the type of the values
@SuppressWarnings("unused") // T is what the users of a key know
public final class TaskAttribute<T> {
  private final String name;

  private TaskAttribute(String name) {
    this.name = Objects.requireNonNull(name, "name");
  }

  /// A key, to be kept in a `static final` field. Another one with the same name is another key.
  ///
  /// @param name what dumps call it
  public static <T> TaskAttribute<T> named(String name) {
    return new TaskAttribute<>(name);
  }

  /// What dumps call it.
  public String name() {
    return name;
  }

  @Override
  public String toString() {
    return "TaskAttribute[" + name + "]";
  }
}
