package io.pollen.runtime.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// `splice`: bytes between a socket and a pipe that stay in the kernel.
public final class SpliceCalls {
  // bits/fcntl-linux.h
  private static final int SPLICE_F_MOVE = 1;
  private static final int SPLICE_F_NONBLOCK = 2;

  private static final MethodHandle SPLICE =
      Native.function(
          "splice", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);

  private SpliceCalls() {}

  /// Moves at most `bytes`. One of the two descriptors is a pipe.
  ///
  /// @return their number, 0 at the end of `from`, or the negative errno
  public static int splice(int from, int to, int bytes) {
    Scratch scratch = Scratch.get();
    try {
      long result =
          (long)
              SPLICE.invokeExact(
                  scratch.errno,
                  from,
                  MemorySegment.NULL,
                  to,
                  MemorySegment.NULL,
                  (long) bytes,
                  SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
      return result < 0 ? Native.failure(scratch.errno) : (int) result;
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }
}
