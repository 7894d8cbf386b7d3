package io.pollen.runtime.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// Pipes, what has a name in the file system, and the mode of a descriptor. Results are
/// descriptors, 0, or negative errnos; what is opened is non-blocking and close-on-exec from its
/// birth. Bytes move by the vectored calls of [StreamCalls].
public final class FileCalls {
  // bits/fcntl-linux.h
  public static final int O_RDONLY = 0;
  public static final int O_WRONLY = 1;
  public static final int O_RDWR = 2;
  private static final int O_NONBLOCK = 0x800;
  private static final int O_CLOEXEC = 0x80000;
  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;

  private static final MethodHandle PIPE = Native.function("pipe2", JAVA_INT, ADDRESS, JAVA_INT);

  /// `open` and `fcntl` have a variable number of arguments from the third one on.
  private static final MethodHandle OPEN =
      Native.variadic("open", 2, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);

  private static final MethodHandle FCNTL =
      Native.variadic("fcntl", 2, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);

  private FileCalls() {}

  /// Makes a pipe.
  ///
  /// @param ends receives the descriptors to read from and to write to
  public static int pipe(int[] ends) {
    Scratch scratch = Scratch.get();
    try {
      int result = (int) PIPE.invokeExact(scratch.errno, scratch.argument, O_NONBLOCK | O_CLOEXEC);
      if (result < 0) {
        return Native.failure(scratch.errno);
      }
      ends[0] = scratch.argument.get(JAVA_INT, 0);
      ends[1] = scratch.argument.get(JAVA_INT, 4);
      return 0;
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  /// Opens what has a name, without waiting for another side.
  ///
  /// @param mode one of `O_RDONLY`, `O_WRONLY`, `O_RDWR`
  public static int open(String path, int mode) {
    Scratch scratch = Scratch.get();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(path, SocketAddresses.PATHS);
      int result = (int) OPEN.invokeExact(scratch.errno, name, mode | O_NONBLOCK | O_CLOEXEC, 0);
      return result < 0 ? Native.failure(scratch.errno) : result;
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  /// Makes calls on a descriptor answer "would block" instead of waiting.
  public static int makeNonBlocking(int fd) {
    int flags = control(fd, F_GETFL, 0);
    return flags < 0 ? flags : control(fd, F_SETFL, flags | O_NONBLOCK);
  }

  private static int control(int fd, int command, int argument) {
    Scratch scratch = Scratch.get();
    try {
      int result = (int) FCNTL.invokeExact(scratch.errno, fd, command, argument);
      return result < 0 ? Native.failure(scratch.errno) : result;
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }
}
