package io.pollen.runtime.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// Pipes, what has a name in the file system, and the mode of a descriptor. Results are
/// descriptors, 0, or negative errnos; what is opened is close-on-exec from its birth, and
/// non-blocking unless its name says otherwise. Bytes move by the vectored calls of [StreamCalls].
public final class FileCalls {
  // bits/fcntl-linux.h
  public static final int O_RDONLY = 0;
  public static final int O_WRONLY = 1;
  public static final int O_RDWR = 2;
  public static final int O_TRUNC = 0x200;
  public static final int O_APPEND = 0x400;
  private static final int O_CREAT = 0x40;
  private static final int O_NONBLOCK = 0x800;
  private static final int O_CLOEXEC = 0x80000;
  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;
  private static final int F_DUPFD_CLOEXEC = 1030;

  /// Read and written by everybody, as far as the umask allows.
  private static final int ALL_MAY = 0666;

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
    return pipe(ends, O_NONBLOCK | O_CLOEXEC);
  }

  /// Makes a pipe whose ends wait, as programs expect of what they are started with.
  ///
  /// @param ends receives the descriptors to read from and to write to
  public static int waitingPipe(int[] ends) {
    return pipe(ends, O_CLOEXEC);
  }

  private static int pipe(int[] ends, int flags) {
    Scratch scratch = Scratch.get();
    try {
      int result = (int) PIPE.invokeExact(scratch.errno, scratch.argument, flags);
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
    return open(path, mode | O_NONBLOCK | O_CLOEXEC, 0);
  }

  /// Opens a file as it is given to a program: whose calls wait, as may this one (a named pipe).
  ///
  /// @param mode one of `O_RDONLY`, or `O_WRONLY` with [#O_TRUNC] or [#O_APPEND], which makes it
  ///   when it is not there
  public static int openWaiting(String path, int mode) {
    boolean reads = mode == O_RDONLY;
    return open(path, reads ? O_CLOEXEC : mode | O_CREAT | O_CLOEXEC, reads ? 0 : ALL_MAY);
  }

  private static int open(String path, int flags, int permissions) {
    Scratch scratch = Scratch.get();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(path, SocketAddresses.PATHS);
      int result = (int) OPEN.invokeExact(scratch.errno, name, flags, permissions);
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

  /// Another descriptor of the same, with a number of at least `least`; close-on-exec.
  public static int duplicate(int fd, int least) {
    return control(fd, F_DUPFD_CLOEXEC, least);
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
