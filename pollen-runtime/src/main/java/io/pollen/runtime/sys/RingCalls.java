package io.pollen.runtime.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// The three system calls of io_uring, and the mapping of its memory. Results are counts,
/// descriptors or negative errnos. libc wraps none of the three: they go by number, which is the
/// same on x86_64 and aarch64 (asm-generic/unistd.h).
///
/// Figures are from linux/io_uring.h.
final class RingCalls {
  private static final long SETUP = 425;
  private static final long ENTER = 426;
  private static final long REGISTER = 427;

  /// `struct io_sqring_offsets` and `struct io_cqring_offsets` in one: eight ints and a long.
  private static final MemoryLayout OFFSETS =
      MemoryLayout.structLayout(
          MemoryLayout.sequenceLayout(8, JAVA_INT).withName("ints"), JAVA_LONG.withName("address"));

  /// `struct io_uring_params`.
  static final StructLayout PARAMS =
      Native.sized(
          MemoryLayout.structLayout(
              JAVA_INT.withName("sq_entries"),
              JAVA_INT.withName("cq_entries"),
              JAVA_INT.withName("flags"),
              JAVA_INT.withName("sq_thread_cpu"),
              JAVA_INT.withName("sq_thread_idle"),
              JAVA_INT.withName("features"),
              JAVA_INT.withName("wq_fd"),
              MemoryLayout.sequenceLayout(3, JAVA_INT).withName("resv"),
              OFFSETS.withName("sq_off"),
              OFFSETS.withName("cq_off")),
          120);

  /// `struct io_uring_getevents_arg`.
  static final StructLayout GETEVENTS_ARG =
      Native.sized(
          MemoryLayout.structLayout(
              JAVA_LONG.withName("sigmask"),
              JAVA_INT.withName("sigmask_sz"),
              JAVA_INT.withName("min_wait_usec"),
              JAVA_LONG.withName("ts")),
          24);

  private static final ValueLayout.OfLong LONG = JAVA_LONG;

  /// `long syscall(long number, ...)`.
  private static final MethodHandle SYSCALL_2 =
      Native.variadic("syscall", 1, LONG, LONG, LONG, ADDRESS);

  private static final MethodHandle SYSCALL_4 =
      Native.variadic("syscall", 1, LONG, LONG, LONG, LONG, ADDRESS, LONG);
  private static final MethodHandle SYSCALL_6 =
      Native.variadic("syscall", 1, LONG, LONG, LONG, LONG, LONG, LONG, ADDRESS, LONG);

  private RingCalls() {}

  /// Makes an instance.
  ///
  /// @param params a [#PARAMS], which the kernel fills in
  /// @return its descriptor
  static int setup(int entries, MemorySegment params) {
    Scratch scratch = Scratch.get();
    try {
      long result = (long) SYSCALL_2.invokeExact(scratch.errno, SETUP, (long) entries, params);
      return result < 0 ? Native.failure(scratch.errno) : (int) result;
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  /// Submits, and waits.
  ///
  /// @param argument null, or with the flag `EXT_ARG` a [#GETEVENTS_ARG]
  /// @return how many entries were submitted
  static int enter(int ring, int submit, int atLeast, int flags, MemorySegment argument) {
    Scratch scratch = Scratch.get();
    try {
      long result =
          (long)
              SYSCALL_6.invokeExact(
                  scratch.errno,
                  ENTER,
                  (long) ring,
                  (long) submit,
                  (long) atLeast,
                  (long) flags,
                  argument,
                  argument.byteSize());
      return result < 0 ? Native.failure(scratch.errno) : (int) result;
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  /// Registers something with an instance.
  static int register(int ring, int operation, MemorySegment argument, int count) {
    Scratch scratch = Scratch.get();
    try {
      long result =
          (long)
              SYSCALL_4.invokeExact(
                  scratch.errno, REGISTER, (long) ring, (long) operation, argument, (long) count);
      return result < 0 ? Native.failure(scratch.errno) : (int) result;
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }
}
