package io.pollen.runtime.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;

/// Bytes in and out of a connected socket, and `close`. Results are counts or negative errnos.
///
/// The bytes of a direct buffer go straight to the kernel; those of a heap buffer through the
/// thread's scratch memory, at most 64 KiB in one call.
public final class StreamCalls {
  /// `struct iovec`, bits/types/struct_iovec.h.
  static final StructLayout IOVEC =
      Native.sized(
          MemoryLayout.structLayout(JAVA_LONG.withName("iov_base"), JAVA_LONG.withName("iov_len")),
          16);

  /// A closed peer is an answer, not a signal.
  static final int MSG_NOSIGNAL = 0x4000;

  /// For requests of a [Ring]: go on until all is moved.
  static final int MSG_WAITALL = 0x100;

  static final int MSG_PEEK = 0x2;

  private static final MethodHandle RECV =
      Native.function("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle SEND =
      Native.function("send", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle READV =
      Native.function("readv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle WRITEV =
      Native.function("writev", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle CLOSE = Native.function("close", JAVA_INT, JAVA_INT);

  private StreamCalls() {}

  /// How many bytes of `buffer` one call tries to move: fewer moved means that the kernel had no
  /// more.
  public static int attempted(ByteBuffer buffer) {
    return buffer.isDirect()
        ? buffer.remaining()
        : Math.min(buffer.remaining(), Scratch.BUFFER_BYTES);
  }

  /// Receives into `to`, which must not be read-only, and advances its position.
  ///
  /// @param peek whether the bytes stay in the socket
  public static int receive(int fd, ByteBuffer to, boolean peek) {
    Scratch scratch = Scratch.get();
    int bytes = attempted(to);
    try {
      MemorySegment target = to.isDirect() ? MemorySegment.ofBuffer(to) : scratch.buffer();
      int flags = peek ? MSG_PEEK : 0;
      int received = (int) (long) RECV.invokeExact(scratch.errno, fd, target, (long) bytes, flags);
      if (received < 0) {
        return Native.failure(scratch.errno);
      }
      if (!to.isDirect()) {
        MemorySegment.copy(
            target, JAVA_BYTE, 0, to.array(), to.arrayOffset() + to.position(), received);
      }
      to.position(to.position() + received);
      return received;
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  /// Sends from `from` and advances its position.
  public static int send(int fd, ByteBuffer from) {
    Scratch scratch = Scratch.get();
    int bytes = attempted(from);
    try {
      MemorySegment source = MemorySegment.ofBuffer(from);
      if (!from.isDirect()) {
        MemorySegment copy = scratch.buffer();
        MemorySegment.copy(source, 0, copy, 0, bytes);
        source = copy;
      }
      int sent =
          (int) (long) SEND.invokeExact(scratch.errno, fd, source, (long) bytes, MSG_NOSIGNAL);
      if (sent < 0) {
        return Native.failure(scratch.errno);
      }
      from.position(from.position() + sent);
      return sent;
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  /// Receives into the buffers in order, advancing their positions.
  ///
  /// @param plan what [IoPlan#of] laid out
  public static int receive(int fd, IoPlan plan) {
    return vectored(fd, plan, true);
  }

  /// Sends the buffers in order, advancing their positions.
  ///
  /// @param plan what [IoPlan#of] laid out
  public static int send(int fd, IoPlan plan) {
    return vectored(fd, plan, false);
  }

  private static int vectored(int fd, IoPlan plan, boolean receiving) {
    Scratch scratch = Scratch.get();
    MemorySegment pieces = plan.layOut(scratch, !receiving);
    try {
      int moved =
          receiving
              ? (int) (long) READV.invokeExact(scratch.errno, fd, pieces, plan.pieces())
              : (int) (long) WRITEV.invokeExact(scratch.errno, fd, pieces, plan.pieces());
      if (moved < 0) {
        return Native.failure(scratch.errno);
      }
      plan.moved(scratch, moved, receiving);
      return moved;
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  /// Closes a descriptor. Never retried: Linux has freed the number whatever it answers.
  public static int close(int fd) {
    Scratch scratch = Scratch.get();
    try {
      int result = (int) CLOSE.invokeExact(scratch.errno, fd);
      return result < 0 ? Native.failure(scratch.errno) : result;
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }
}
