package io.pollen.woven;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The stack was exhausted inside async blocks: each level of await that is polled takes a frame.
///
/// The first block on the way up that has room to do so makes it out of the JVM's error; each
/// further block counts itself. It stays a `StackOverflowError`, for code that looks for one.
public final class NestingError extends StackOverflowError {
  /// Fewer levels than that are not what exhausted the stack; and so many levels further up there
  /// is room again to run the `finally` blocks of others.
  private static final int DEEP = 128;

  /// The frames of a recursion are all alike.
  private static final int SHOWN_FRAMES = 32;

  private final String innermost;
  private transient @Nullable StateMachine<?> outermost;
  private final transient List<StateMachine<?>> abandoned = new ArrayList<>(1);
  private int levels;

  private NestingError(StackOverflowError cause, StateMachine<?> machine) {
    StackTraceElement[] trace = cause.getStackTrace();
    setStackTrace(Arrays.copyOf(trace, Math.min(trace.length, SHOWN_FRAMES)));
    innermost = String.valueOf(machine.where());
  }

  /// `failure` leaves `machine`.
  ///
  /// @throws StackOverflowError when there is no room for it
  static NestingError passing(StackOverflowError failure, StateMachine<?> machine) {
    NestingError error =
        failure instanceof NestingError known ? known : new NestingError(failure, machine);
    error.levels++;
    error.outermost = machine;
    error.noteAbandoned(machine.below());
    return error;
  }

  /// Blocks that were suspended below the one that found no room to be resumed have no owner any
  /// more. Those in between had not even room to say that they failed. A poll that jumped over
  /// blocks leaves them behind, too, when there is no room to resume them.
  private void noteAbandoned(@Nullable StateMachine<?> below) {
    if (below != null && (levels == 1 || below.state != StateMachine.DONE)) {
      abandoned.add(below);
    }
    if (levels >= DEEP) {
      abandoned.forEach(NestingError::dropFrom);
      abandoned.clear();
    }
  }

  private static void dropFrom(StateMachine<?> outermost) {
    List<StateMachine<?>> chain = new ArrayList<>();
    for (StateMachine<?> at = outermost; at != null; at = at.below()) {
      chain.add(at);
    }
    for (StateMachine<?> at : chain.reversed()) {
      if (at.suspended()) {
        at.drop();
      } else {
        at.end();
      }
    }
  }

  /// How many nested blocks the error has passed.
  public int levels() {
    return levels;
  }

  @Override
  public String getMessage() {
    if (levels < DEEP) {
      return "stack overflow in async block " + innermost;
    }
    return "async blocks are nested too deep: the stack was exhausted with "
        + levels
        + " nested awaits being polled, innermost "
        + innermost
        + ", outermost "
        + (outermost == null ? innermost : outermost.where())
        + ". Make the recursion a loop, or give the polling thread a larger stack";
  }
}
