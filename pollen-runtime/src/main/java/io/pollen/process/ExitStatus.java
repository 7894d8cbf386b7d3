package io.pollen.process;

import java.util.OptionalInt;

/// How a process has ended.
///
/// @param code what it answered to its parent, 0 when all is well; for one that a signal has killed
///   128 and the signal's number, as in a shell
/// @param signal the number of the signal that has killed the process (9 for KILL, 15 for TERM), if
///   one has
public record ExitStatus(int code, OptionalInt signal) {
  private static final int KILLED = 128;
  private static final int MOST_SIGNALS = 64;

  /// By the code alone: one of 129 to 192 counts as a signal's, as in a shell. The JDK tells no
  /// more, so where it starts the processes (see [Command]) a program that answers such a code by
  /// itself cannot be told apart.
  public ExitStatus(int code) {
    this(
        code,
        code > KILLED && code <= KILLED + MOST_SIGNALS
            ? OptionalInt.of(code - KILLED)
            : OptionalInt.empty());
  }

  static ExitStatus exited(int code) {
    return new ExitStatus(code, OptionalInt.empty());
  }

  static ExitStatus killed(int signal) {
    return new ExitStatus(KILLED + signal, OptionalInt.of(signal));
  }

  /// Whether the code is 0.
  public boolean isSuccess() {
    return code == 0;
  }

  @Override
  public String toString() {
    return signal.isPresent()
        ? "exit code " + code + ", signal " + signal.getAsInt()
        : "exit code " + code;
  }
}
