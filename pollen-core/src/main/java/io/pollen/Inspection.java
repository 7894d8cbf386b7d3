package io.pollen;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a future tells of itself in [Inspectable#inspect]: a line of an [AwaitTree], and the
/// futures below it.
public final class Inspection {
  /// A local variable whose value is asked for only when somebody wants to see it.
  record Kept(@Nullable String name, String type, Supplier<? extends @Nullable Object> value) {}

  private final boolean acrossTasks;
  String what = "";
  @Nullable StackTraceElement at;
  @Nullable StackTraceElement source;
  final List<Kept> locals = new ArrayList<>(0);
  final List<Future<?>> awaits = new ArrayList<>(1);

  Inspection(boolean acrossTasks) {
    this.acrossTasks = acrossTasks;
  }

  /// Says in a few words what the future is or does: `sleep, 3 s left`. The last call counts.
  public Inspection what(String text) {
    what = text;
    return this;
  }

  /// Says where in the source it is.
  public Inspection at(StackTraceElement position) {
    at = position;
    return this;
  }

  /// Says where the future's code begins, however far it has come.
  public Inspection source(StackTraceElement firstLine) {
    source = firstLine;
    return this;
  }

  /// Adds a local variable that is kept while the future waits.
  ///
  /// @param name its name, or null when the class file does not say
  /// @param type its type as one would write it
  /// @param value called at once, and only when values were asked for
  public Inspection local(
      @Nullable String name, String type, Supplier<? extends @Nullable Object> value) {
    locals.add(new Kept(name, type, value));
    return this;
  }

  /// Adds a future that this one waits for; nothing when it is null.
  public Inspection awaits(@Nullable Future<?> inner) {
    if (inner != null) {
      awaits.add(inner);
    }
    return this;
  }

  /// Whether the tree goes on behind the handle of another task: not in a list of all tasks, where
  /// that one has a tree of its own.
  public boolean acrossTasks() {
    return acrossTasks;
  }
}
