package io.pollen;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a future waits for, down to the leaves: the stack trace that a suspended async block does
/// not have.
///
/// ```
/// Server.handle (Server.java:40)  request: Request, retries: int
/// Http.readRequest (Http.java:88)
/// race
///   - a read from TcpStream 127.0.0.1:80
///   - a sleep, 3.2 s left
/// ```
///
/// It is found by looking at the objects of suspended futures: nothing is polled, stopped or
/// recorded beforehand, and it costs nothing until somebody asks. It may be asked for on any
/// thread. Of a future that is being polled meanwhile it is approximate.
///
/// Trees are cut to what a person can read: of a deep chain its ends are shown, of many branches
/// the first.
///
/// @param what what the future is or does; of an async block its state, empty when it is suspended
/// @param at the place in the source: of an async block the await that it is suspended at
/// @param locals the local variables that the block keeps there
/// @param awaits what it waits for
public record AwaitTree(
    String what, @Nullable StackTraceElement at, List<Local> locals, List<AwaitTree> awaits) {

  /// A local variable of a suspended block.
  ///
  /// @param name its name, or null when the class was compiled without (`javac -g` writes names)
  /// @param type its type
  /// @param value its value's text, or null when values were not asked for
  public record Local(@Nullable String name, String type, @Nullable String value) {
    @Override
    public String toString() {
      String declared = (name == null ? "?" : name) + ": " + simple(type);
      return value == null ? declared : declared + " = " + value;
    }

    private static String simple(String type) {
      return type.substring(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1);
    }
  }

  /// Copies the lists.
  public AwaitTree {
    locals = List.copyOf(locals);
    awaits = List.copyOf(awaits);
  }

  /// What `future` waits for now, also behind the handles of other tasks. It does not call the
  /// `toString` of the variables' values.
  public static AwaitTree of(Future<?> future) {
    return new TreeBuilder(true, false).build(future);
  }

  /// The same with the values of local variables: calls their `toString`, on this thread, while
  /// others may change them. For values that bear that.
  public static AwaitTree withValues(Future<?> future) {
    return new TreeBuilder(true, true).build(future);
  }

  /// What `future` waits for, but not what other tasks wait for that it joins: for lists of all
  /// tasks.
  public static AwaitTree ofOneTask(Future<?> future) {
    return new TreeBuilder(false, false).build(future);
  }

  /// Where the async block begins that `future` is, or that it is wrapped around (a task local, a
  /// timeout, a `map`); null when there is none, or several.
  public static @Nullable StackTraceElement source(Future<?> future) {
    return new TreeBuilder(false, false).source(future);
  }

  /// The tree in lines, a chain of awaits one below the other like a stack trace, branches
  /// indented.
  public String text() {
    return TreeText.lines(this);
  }

  /// The tree in one line: `Server.handle (Server.java:40) → a read from …`, cut where it gets
  /// long.
  @Override
  public String toString() {
    return TreeText.line(this);
  }
}
