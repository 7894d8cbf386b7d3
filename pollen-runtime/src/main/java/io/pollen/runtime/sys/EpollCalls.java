package io.pollen.runtime.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/// `epoll`. Results are counts or negative errnos.
public final class EpollCalls {
  public static final int EPOLLIN = 0x001;
  public static final int EPOLLPRI = 0x002;
  public static final int EPOLLOUT = 0x004;
  public static final int EPOLLERR = 0x008;
  public static final int EPOLLHUP = 0x010;
  public static final int EPOLLRDHUP = 0x2000;
  public static final int EPOLLET = 1 << 31;

  /// `struct epoll_event`, sys/epoll.h: packed on x86_64 only.
  static final StructLayout EPOLL_EVENT = epollEvent(System.getProperty("os.arch", ""));

  /// `struct timespec`, bits/types/struct_timespec.h, on 64 bits.
  static final StructLayout TIMESPEC =
      Native.sized(
          MemoryLayout.structLayout(JAVA_LONG.withName("tv_sec"), JAVA_LONG.withName("tv_nsec")),
          16);

  private static final int EPOLL_CLOEXEC = 0x80000;
  private static final int EPOLL_CTL_ADD = 1;
  private static final int EPOLL_CTL_DEL = 2;
  private static final long EVENT_BYTES = EPOLL_EVENT.byteSize();
  private static final long DATA =
      EPOLL_EVENT.byteOffset(MemoryLayout.PathElement.groupElement("data"));
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final long NANOS_PER_MILLI = 1_000_000L;

  private static final MethodHandle CREATE = Native.function("epoll_create1", JAVA_INT, JAVA_INT);
  private static final MethodHandle CTL =
      Native.function("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle WAIT =
      Native.function("epoll_wait", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);

  /// Linux 5.11, glibc 2.35: takes nanoseconds. Null where libc lacks it.
  private static final @Nullable MethodHandle PWAIT2 =
      Native.optional("epoll_pwait2", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS);

  private static volatile boolean kernelHasPwait2 = PWAIT2 != null;

  private EpollCalls() {}

  static StructLayout epollEvent(String architecture) {
    ValueLayout.OfLong data = JAVA_LONG.withByteAlignment(4).withName("data");
    ValueLayout.OfInt events = JAVA_INT.withName("events");
    return switch (architecture) {
      case "amd64", "x86_64" -> Native.sized(MemoryLayout.structLayout(events, data), 12);
      default ->
          Native.sized(
              MemoryLayout.structLayout(
                  events, MemoryLayout.paddingLayout(4), JAVA_LONG.withName("data")),
              16);
    };
  }

  /// How many bytes `count` events take.
  public static long bytesFor(int count) {
    return EVENT_BYTES * count;
  }

  /// The event bits of entry `index` that [#await] filled in.
  public static int events(MemorySegment events, int index) {
    return events.get(JAVA_INT, index * EVENT_BYTES);
  }

  /// The token of entry `index`, as given to [#add].
  public static long token(MemorySegment events, int index) {
    return events.get(ValueLayout.JAVA_LONG_UNALIGNED, index * EVENT_BYTES + DATA);
  }

  /// Makes an epoll instance.
  ///
  /// @return its descriptor
  public static int create() {
    Scratch scratch = Scratch.get();
    try {
      int result = (int) CREATE.invokeExact(scratch.errno, EPOLL_CLOEXEC);
      return result < 0 ? Native.failure(scratch.errno) : result;
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  /// Registers a descriptor, which a close of it undoes.
  public static int add(int epoll, int fd, int interests, long token) {
    Scratch scratch = Scratch.get();
    MemorySegment event = scratch.argument;
    event.set(JAVA_INT, 0, interests);
    event.set(ValueLayout.JAVA_LONG_UNALIGNED, DATA, token);
    return control(scratch, epoll, EPOLL_CTL_ADD, fd);
  }

  /// Undoes the registration of a descriptor that stays open.
  public static int remove(int epoll, int fd) {
    return control(Scratch.get(), epoll, EPOLL_CTL_DEL, fd);
  }

  private static int control(Scratch scratch, int epoll, int operation, int fd) {
    try {
      int result = (int) CTL.invokeExact(scratch.errno, epoll, operation, fd, scratch.argument);
      return result < 0 ? Native.failure(scratch.errno) : result;
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  /// Waits for events.
  ///
  /// @param timeoutNanos 0 only looks, negative waits without limit
  /// @return how many entries of `events` are filled
  public static int await(int epoll, MemorySegment events, int capacity, long timeoutNanos) {
    Scratch scratch = Scratch.get();
    if (timeoutNanos > 0 && kernelHasPwait2) {
      int result = awaitNanos(scratch, epoll, events, capacity, timeoutNanos);
      if (result != -Errno.ENOSYS && result != -Errno.EPERM) {
        return result;
      }
      kernelHasPwait2 = false;
    }
    return awaitMillis(scratch, epoll, events, capacity, millis(timeoutNanos));
  }

  private static int awaitNanos(
      Scratch scratch, int epoll, MemorySegment events, int capacity, long timeoutNanos) {
    if (PWAIT2 == null) {
      return -Errno.ENOSYS;
    }
    MemorySegment timespec = scratch.argument;
    timespec.set(JAVA_LONG, 0, timeoutNanos / NANOS_PER_SECOND);
    timespec.set(JAVA_LONG, 8, timeoutNanos % NANOS_PER_SECOND);
    try {
      int result =
          (int)
              PWAIT2.invokeExact(
                  scratch.errno, epoll, events, capacity, timespec, MemorySegment.NULL);
      return result < 0 ? Native.failure(scratch.errno) : result;
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  private static int awaitMillis(
      Scratch scratch, int epoll, MemorySegment events, int capacity, int millis) {
    try {
      int result = (int) WAIT.invokeExact(scratch.errno, epoll, events, capacity, millis);
      return result < 0 ? Native.failure(scratch.errno) : result;
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  /// Rounded up, so that a deadline is past when the wait ends.
  static int millis(long nanos) {
    return nanos < 0 ? -1 : (int) Math.min(Integer.MAX_VALUE, Math.ceilDiv(nanos, NANOS_PER_MILLI));
  }
}
