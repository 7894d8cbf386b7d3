package io.pollen.runtime.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.invoke.MethodHandle;

/// `pipe2`: two descriptors, of which one reads what is written to the other.
public final class PipeCalls {
  private static final int O_CLOEXEC = 0x80000;

  private static final MethodHandle PIPE2 = Native.function("pipe2", JAVA_INT, ADDRESS, JAVA_INT);

  private PipeCalls() {}

  /// @param reading the descriptor that reads
  /// @param writing the descriptor that writes
  public record Ends(int reading, int writing) {}

  /// Makes a pipe that processes started meanwhile do not inherit.
  ///
  /// @throws ErrnoException when the process or the machine has too many descriptors open
  public static Ends open() throws ErrnoException {
    Scratch scratch = Scratch.get();
    int result;
    try {
      result = (int) PIPE2.invokeExact(scratch.errno, scratch.argument, O_CLOEXEC);
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
    if (result < 0) {
      throw new ErrnoException("pipe2", -Native.failure(scratch.errno));
    }
    return new Ends(scratch.argument.get(JAVA_INT, 0), scratch.argument.get(JAVA_INT, 4));
  }
}
