package io.pollen.woven;

import org.jspecify.annotations.Nullable;

/// The stack was exhausted inside async blocks: each level of await that is polled takes a frame.
///
/// The first block on the way up that has room to do so makes it out of the JVM's error; each
/// further block counts itself. It stays a `StackOverflowError`, for code that looks for one.
public final class NestingError extends StackOverflowError {
  /// Fewer levels than that are not what exhausted the stack.
  private static final int DEEP = 64;

  private final String innermost;
  private transient @Nullable StateMachine<?> outermost;
  private int levels;
  private boolean released;

  private NestingError(StackOverflowError cause, StateMachine<?> machine) {
    initCause(cause);
    innermost = String.valueOf(machine.where());
  }

  /// `failure` leaves `machine`.
  static Throwable passing(StackOverflowError failure, StateMachine<?> machine) {
    try {
      NestingError error =
          failure instanceof NestingError known ? known : new NestingError(failure, machine);
      error.levels++;
      error.outermost = machine;
      error.dropAbandoned(machine);
      return error;
    } catch (StackOverflowError noRoomYet) {
      return failure;
    }
  }

  /// Blocks that were suspended below the one that found no room to be resumed have no owner any
  /// more.
  private void dropAbandoned(StateMachine<?> machine) {
    if (released) {
      return;
    }
    Object below = machine.inner;
    while (below instanceof StateMachine<?> child) {
      if (child.suspended()) {
        child.drop();
        break;
      }
      below = child.inner;
    }
    released = true;
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
