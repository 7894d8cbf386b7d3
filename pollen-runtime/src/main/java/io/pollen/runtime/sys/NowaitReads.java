package io.pollen.runtime.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Reads of regular files that never wait for a device: they answer what the page cache has
/// (`preadv2` with `RWF_NOWAIT`, Linux 4.14). Results are counts or negative errnos.
public final class NowaitReads {
  /// linux/fs.h.
  private static final int RWF_NOWAIT = 0x8;

  private static final @Nullable MethodHandle PREADV2 =
      Native.optional("preadv2", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG, JAVA_INT);

  private NowaitReads() {}

  /// Whether there are such reads on this system.
  public static boolean available() {
    return PREADV2 != null;
  }

  /// Reads at `offset` into `to`, which must not be read-only, and advances its position; at most
  /// 64 KiB into a heap buffer.
  ///
  /// @return the count, 0 at the end of the file; `-EAGAIN` when the bytes are not in memory,
  ///   another negative errno when the file system cannot tell
  public static int read(int fd, ByteBuffer to, long offset) {
    Scratch scratch = Scratch.get();
    int bytes = StreamCalls.attempted(to);
    MemorySegment target = to.isDirect() ? MemorySegment.ofBuffer(to) : scratch.buffer();
    int count = read(scratch, fd, target, bytes, offset, RWF_NOWAIT);
    if (count < 0) {
      return count;
    }
    if (!to.isDirect()) {
      MemorySegment.copy(target, JAVA_BYTE, 0, to.array(), to.arrayOffset() + to.position(), count);
    }
    to.position(to.position() + count);
    return count;
  }

  /// As a read of one byte that nobody wants.
  static int probe(int fd, long offset) {
    Scratch scratch = Scratch.get();
    return read(scratch, fd, scratch.argument, 1, offset, RWF_NOWAIT);
  }

  /// A read of at most 64 KiB that nobody wants.
  static int skimNow(int fd, long offset, int bytes) {
    return skim(fd, offset, bytes, RWF_NOWAIT);
  }

  /// A read that *does* wait, of at most 64 KiB that nobody wants.
  static int skim(int fd, long offset, int bytes) {
    return skim(fd, offset, bytes, 0);
  }

  private static int skim(int fd, long offset, int bytes, int flags) {
    Scratch scratch = Scratch.get();
    int most = Math.min(bytes, Scratch.BUFFER_BYTES);
    return read(scratch, fd, scratch.buffer(), most, offset, flags);
  }

  private static int read(
      Scratch scratch, int fd, MemorySegment target, int bytes, long offset, int flags) {
    if (PREADV2 == null) {
      return -Errno.ENOSYS;
    }
    MemorySegment piece = scratch.pieces();
    piece.set(JAVA_LONG, 0, target.address());
    piece.set(JAVA_LONG, JAVA_LONG.byteSize(), bytes);
    try {
      int count = (int) (long) PREADV2.invokeExact(scratch.errno, fd, piece, 1, offset, flags);
      return count < 0 ? Native.failure(scratch.errno) : count;
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }
}
