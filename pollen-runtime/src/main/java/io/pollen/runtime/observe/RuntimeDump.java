package io.pollen.runtime.observe;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// The tasks of one runtime as they were when somebody looked: not at one moment, but one after the
/// other, while they went on.
///
/// @param runtime the runtime's name
/// @param tasks its tasks: those that run first, then those that are ready, then those that wait
/// @param more how many further tasks there are that were not looked at
public record RuntimeDump(String runtime, List<TaskDump> tasks, int more) {

  /// Sorts the tasks.
  public RuntimeDump {
    tasks =
        tasks.stream()
            .sorted(Comparator.comparing(TaskDump::state).thenComparingLong(TaskDump::id))
            .toList();
  }

  /// For people.
  public String text() {
    StringBuilder out = new StringBuilder();
    out.append("runtime \"").append(runtime).append("\": ").append(summary()).append('\n');
    for (TaskDump task : tasks) {
      out.append('\n').append(heading(task)).append('\n');
      origin(task.origin(), out);
      if (task.stack().isEmpty()) {
        out.append(task.awaits().text().indent(4));
      }
      task.stack().forEach(frame -> out.append("    at ").append(frame).append('\n'));
    }
    if (more > 0) {
      out.append("\nand ").append(more).append(" more tasks, not shown\n");
    }
    return out.toString();
  }

  private String summary() {
    Map<TaskDump.State, Integer> counts = new EnumMap<>(TaskDump.State.class);
    tasks.forEach(task -> counts.merge(task.state(), 1, Integer::sum));
    String known =
        counts.entrySet().stream()
            .map(count -> count.getValue() + " " + word(count.getKey()))
            .collect(Collectors.joining(", "));
    return (known.isEmpty() ? "no tasks" : known) + (more > 0 ? ", " + more + " not shown" : "");
  }

  private static void origin(TaskDump.Origin origin, StringBuilder out) {
    if (origin.spawnedAt() != null) {
      out.append("    spawned at ").append(origin.spawnedAt()).append('\n');
    }
    origin
        .attributes()
        .forEach((name, value) ->
            out.append("    ").append(name).append(" = ").append(value).append('\n'));
  }

  private static String heading(TaskDump task) {
    String thread = task.thread() == null ? "" : " on " + task.thread();
    String approximate = task.approximate() ? " (approximate)" : "";
    return task.title() + ", " + word(task.state()) + thread + approximate;
  }

  static String word(TaskDump.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  /// For programs: an object with `runtime`, `tasks` (`id`, `name`, `block`, `spawned`,
  /// `attributes`, `state`, `approximate`, `thread`, `stack`, `awaits`) and `more`; a tree is an
  /// object with `what`, `at`, `file`, `line`, `locals` and `awaits`. Names that say nothing are
  /// left out.
  public String json() {
    return new DumpJson().runtime(this).toString();
  }
}
