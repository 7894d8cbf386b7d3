package io.pollen.runtime.task;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is said of a task when it is spawned; tasks may share one.
///
/// @param name its name, or null
/// @param spawnedAt the line that spawned it, or null where that is not recorded
/// @param attributes what the program says of it
public record TaskLabel(
    @Nullable String name,
    @Nullable StackTraceElement spawnedAt,
    Map<TaskAttribute<?>, Object> attributes) {

  private static final int TEXT_LENGTH = 200;

  /// Nothing is said.
  public static final TaskLabel NONE = new TaskLabel(null, null, Map.of());

  /// Copies the attributes.
  public TaskLabel {
    attributes =
        attributes.isEmpty()
            ? Map.of()
            : Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  /// A name, or nothing.
  public static TaskLabel named(@Nullable String name) {
    return name == null ? NONE : new TaskLabel(name, null, Map.of());
  }

  /// The attributes for people, in the order in which they were given. Calls their `toString`.
  Map<String, String> texts() {
    if (attributes.isEmpty()) {
      return Map.of();
    }
    Map<String, String> texts = new LinkedHashMap<>();
    attributes.forEach((key, value) -> texts.put(key.name(), text(value)));
    return texts;
  }

  private static String text(Object value) {
    String text;
    try {
      text = String.valueOf(value);
    } catch (RuntimeException | LinkageError | AssertionError unreadable) {
      text = "(unreadable: " + unreadable + ")";
    }
    return text.length() > TEXT_LENGTH ? text.substring(0, TEXT_LENGTH) + "…" : text;
  }

  /// The same, with the line that spawns.
  public TaskLabel spawnedAt(@Nullable StackTraceElement line) {
    return new TaskLabel(name, line, attributes);
  }
}
