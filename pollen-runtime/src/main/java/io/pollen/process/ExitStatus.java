package io.pollen.process;

import java.util.OptionalInt;

/// How a process has ended.
///
/// @param code what it answered to its parent, 0 when all is well; for one that a signal has killed
///   128 and the signal's number, as in a shell
public record ExitStatus(int code) {
  private static final int KILLED = 128;
  private static final int MOST_SIGNALS = 64;

  /// Whether the code is 0.
  public boolean isSuccess() {
    return code == 0;
  }

  /// The number of the signal that has killed the process (9 for KILL, 15 for TERM), if one has. A
  /// program that answers such a code by itself cannot be told apart.
  public OptionalInt signal() {
    return code > KILLED && code <= KILLED + MOST_SIGNALS
        ? OptionalInt.of(code - KILLED)
        : OptionalInt.empty();
  }

  @Override
  public String toString() {
    return signal().isPresent()
        ? "exit code " + code + ", signal " + signal().getAsInt()
        : "exit code " + code;
  }
}
