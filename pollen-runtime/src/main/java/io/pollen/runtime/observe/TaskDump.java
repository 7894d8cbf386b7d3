package io.pollen.runtime.observe;

import io.pollen.AwaitTree;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One task as it was when somebody looked.
///
/// @param id its number, unique in the process; 0 for what a thread waits for in `blockOn`
/// @param name its name, or null
/// @param origin where it comes from
/// @param state what it does
/// @param approximate whether it ran while it was looked at: the tree may mix two moments
/// @param awaits what it waits for, or where it would go on
/// @param thread the thread that runs it, or null
/// @param stack that thread's frames of this task, innermost first; empty unless it runs
public record TaskDump(
    long id,
    @Nullable String name,
    Origin origin,
    State state,
    boolean approximate,
    AwaitTree awaits,
    @Nullable String thread,
    List<StackTraceElement> stack) {

  /// Where a task comes from.
  ///
  /// @param block where the async block begins that it runs; null when it runs none
  /// @param spawnedAt the line that spawned it; null where that is not recorded
  /// @param attributes what the program has said of it, as texts by their names
  public record Origin(
      @Nullable StackTraceElement block,
      @Nullable StackTraceElement spawnedAt,
      Map<String, String> attributes) {

    /// Nothing is known.
    public static final Origin UNKNOWN = new Origin(null, null, Map.of());

    /// Copies the attributes.
    public Origin {
      attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }
  }

  /// What a task does.
  public enum State {
    /// A thread polls it.
    RUNNING,
    /// It is ready and waits for its turn.
    QUEUED,
    /// It waits for what [TaskDump#awaits] says.
    SUSPENDED
  }

  private static final List<String> JDK = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.");
  private static final List<String> POLLEN = List.of("io.pollen.");

  /// Below the first of these there is no user code.
  private static final String POLLED_BY = "io.pollen.runtime.task.Task";

  /// Copies the list.
  public TaskDump {
    stack = List.copyOf(stack);
  }

  /// The same, running on `carrier`: with its name, and its frames down to the poll of the task.
  public TaskDump on(Thread carrier) {
    return on(carrier.getName(), carrier.getStackTrace());
  }

  /// The same, running on the thread named `carrier`, whose stack is `frames`, innermost first:
  /// down to the poll of the task.
  public TaskDump on(String carrier, StackTraceElement[] frames) {
    List<StackTraceElement> own =
        Stream.of(frames).takeWhile(frame -> !frame.getClassName().equals(POLLED_BY)).toList();
    return new TaskDump(id, name, origin, State.RUNNING, true, awaits, carrier, own);
  }

  /// Where the program's own code stands: the innermost frame that is neither the JDK's nor
  /// Pollen's. Without one the innermost that is not the JDK's; empty unless it runs.
  public Optional<StackTraceElement> line() {
    List<StackTraceElement> known = stack.stream().filter(frame -> !isOf(frame, JDK)).toList();
    return known.stream()
        .filter(frame -> !isOf(frame, POLLEN))
        .findFirst()
        .or(() -> known.stream().findFirst());
  }

  private static boolean isOf(StackTraceElement frame, List<String> packages) {
    return packages.stream().anyMatch(frame.getClassName()::startsWith);
  }

  /// What names it: `task 7 "reader"`.
  public String title() {
    if (id == 0) {
      return name == null ? "a future" : name;
    }
    return name == null ? "task " + id : "task " + id + " \"" + name + "\"";
  }
}
