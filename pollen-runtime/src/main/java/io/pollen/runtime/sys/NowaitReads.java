package io.pollen.runtime.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Reads of regular files that never wait for a device: they answer what the page cache has
/// (`preadv2` with `RWF_NOWAIT`, Linux 4.14). Results are counts, descriptors or negative errnos.
public final class NowaitReads {
  // asm-generic/fcntl.h; the same on x86_64 and aarch64.
  private static final int O_RDONLY = 0;
  private static final int O_CLOEXEC = 0x80000;

  /// A named pipe without a writer is opened at once, too.
  private static final int O_NONBLOCK = 0x800;

  /// linux/fs.h.
  private static final int RWF_NOWAIT = 0x8;

  /// `open` takes its mode as a variable argument, which is not given here.
  private static final @Nullable MethodHandle OPEN =
      Native.optional("open", JAVA_INT, ADDRESS, JAVA_INT);

  private static final @Nullable MethodHandle PREADV2 =
      Native.optional("preadv2", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG, JAVA_INT);

  private NowaitReads() {}

  /// Opens an existing file for reading. Blocks, as far as opening a file does.
  ///
  /// @return the descriptor, or a negative errno; `-ENOSYS` when it cannot be done here
  public static int open(String path) {
    if (OPEN == null || PREADV2 == null || !isPlain(path)) {
      return -Errno.ENOSYS;
    }
    Scratch scratch = Scratch.get();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(path, StandardCharsets.UTF_8);
      int fd = (int) OPEN.invokeExact(scratch.errno, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
      return fd < 0 ? Native.failure(scratch.errno) : fd;
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  /// Whether its bytes are the same here and in java.nio.
  private static boolean isPlain(String path) {
    return StandardCharsets.UTF_8.name().equals(System.getProperty("sun.jnu.encoding"))
        || StandardCharsets.US_ASCII.newEncoder().canEncode(path);
  }

  /// Reads at `offset` into `to`, which must not be read-only, and advances its position; at most
  /// 64 KiB into a heap buffer.
  ///
  /// @return the count, 0 at the end of the file; `-EAGAIN` when the bytes are not in memory,
  ///   another negative errno when the file system cannot tell
  public static int read(int fd, ByteBuffer to, long offset) {
    if (PREADV2 == null) {
      return -Errno.ENOSYS;
    }
    Scratch scratch = Scratch.get();
    int bytes = StreamCalls.attempted(to);
    MemorySegment target = to.isDirect() ? MemorySegment.ofBuffer(to) : scratch.buffer();
    MemorySegment piece = scratch.pieces();
    piece.set(JAVA_LONG, 0, target.address());
    piece.set(JAVA_LONG, JAVA_LONG.byteSize(), bytes);
    try {
      int count = (int) (long) PREADV2.invokeExact(scratch.errno, fd, piece, 1, offset, RWF_NOWAIT);
      if (count < 0) {
        return Native.failure(scratch.errno);
      }
      if (!to.isDirect()) {
        MemorySegment.copy(
            target, JAVA_BYTE, 0, to.array(), to.arrayOffset() + to.position(), count);
      }
      to.position(to.position() + count);
      return count;
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }
}
