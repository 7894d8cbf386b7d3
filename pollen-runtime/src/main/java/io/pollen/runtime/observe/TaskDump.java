package io.pollen.runtime.observe;

import io.pollen.AwaitTree;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One task as it was when somebody looked.
///
/// @param id its number, unique in the process; 0 for what a thread waits for in `blockOn`
/// @param name its name, or null
/// @param state what it does
/// @param approximate whether it ran while it was looked at: the tree may mix two moments
/// @param awaits what it waits for, or where it would go on
/// @param thread the thread that runs it, or null
/// @param stack that thread's frames of this task, innermost first; empty unless it runs
public record TaskDump(
    long id,
    @Nullable String name,
    State state,
    boolean approximate,
    AwaitTree awaits,
    @Nullable String thread,
    List<StackTraceElement> stack) {

  /// What a task does.
  public enum State {
    /// A thread polls it.
    RUNNING,
    /// It is ready and waits for its turn.
    QUEUED,
    /// It waits for what [TaskDump#awaits] says.
    SUSPENDED
  }

  /// Below the first of these there is no user code.
  private static final String POLLED_BY = "io.pollen.runtime.task.Task";

  /// Copies the list.
  public TaskDump {
    stack = List.copyOf(stack);
  }

  /// The same, running on `carrier`: with its name, and its frames down to the poll of the task.
  public TaskDump on(Thread carrier) {
    List<StackTraceElement> frames =
        List.of(carrier.getStackTrace()).stream()
            .takeWhile(frame -> !frame.getClassName().equals(POLLED_BY))
            .toList();
    return new TaskDump(id, name, State.RUNNING, true, awaits, carrier.getName(), frames);
  }

  /// What names it: `task 7 "reader"`.
  public String title() {
    if (id == 0) {
      return name == null ? "a future" : name;
    }
    return name == null ? "task " + id : "task " + id + " \"" + name + "\"";
  }
}
