package io.pollen.runtime.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.invoke.MethodHandle;

/// `eventfd`: a counter in the kernel whose every increment is an edge for epoll.
public final class EventFdCalls {
  private static final int EFD_CLOEXEC = 0x80000;
  private static final int EFD_NONBLOCK = 0x800;

  private static final MethodHandle EVENTFD =
      Native.function("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle WRITE =
      Native.function("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);

  private EventFdCalls() {}

  /// Makes a counter that starts at 0.
  ///
  /// @return its descriptor, or the negative errno
  public static int create() {
    Scratch scratch = Scratch.get();
    try {
      int result = (int) EVENTFD.invokeExact(scratch.errno, 0, EFD_CLOEXEC | EFD_NONBLOCK);
      return result < 0 ? Native.failure(scratch.errno) : result;
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  /// Adds 1. The counter is never read: it would take centuries to fill up.
  ///
  /// @return 0, or the negative errno
  public static int signal(int fd) {
    Scratch scratch = Scratch.get();
    scratch.argument.set(JAVA_LONG, 0, 1L);
    try {
      long result = (long) WRITE.invokeExact(scratch.errno, fd, scratch.argument, 8L);
      return result < 0 ? Native.failure(scratch.errno) : 0;
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }
}
