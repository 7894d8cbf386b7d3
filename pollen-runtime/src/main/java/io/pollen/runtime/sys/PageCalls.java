package io.pollen.runtime.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// Pages of files: whether they are in memory, and from there to a socket without a stop in the
/// program's. Results are counts or negative errnos.
public final class PageCalls {
  /// `cachestat`, Linux 6.5. libc wraps it since lately; its number is the same on x86_64 and
  /// aarch64 (asm-generic/unistd.h).
  private static final long CACHESTAT = 451;

  /// `struct cachestat_range`, linux/mman.h.
  static final StructLayout CACHESTAT_RANGE =
      Native.sized(
          MemoryLayout.structLayout(JAVA_LONG.withName("off"), JAVA_LONG.withName("len")), 16);

  /// `struct cachestat`, linux/mman.h.
  static final StructLayout CACHESTAT_ANSWER =
      Native.sized(
          MemoryLayout.structLayout(
              JAVA_LONG.withName("nr_cache"),
              JAVA_LONG.withName("nr_dirty"),
              JAVA_LONG.withName("nr_writeback"),
              JAVA_LONG.withName("nr_evicted"),
              JAVA_LONG.withName("nr_recently_evicted")),
          40);

  private static final int SEEK_END = 2;

  private static final ValueLayout.OfLong LONG = JAVA_LONG;

  /// `long syscall(long number, ...)`.
  private static final MethodHandle SYSCALL_4 =
      Native.variadic("syscall", 1, LONG, LONG, LONG, ADDRESS, ADDRESS, LONG);

  private static final MethodHandle SENDFILE =
      Native.function("sendfile", LONG, JAVA_INT, JAVA_INT, ADDRESS, LONG);
  private static final MethodHandle LSEEK =
      Native.function("lseek", LONG, JAVA_INT, LONG, JAVA_INT);

  private static final long PAGE_BYTES = pageBytes();

  private PageCalls() {}

  private static long pageBytes() {
    try {
      return (int) Native.function("getpagesize", JAVA_INT).invokeExact(Scratch.get().errno);
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  /// How long a file is. Moves the descriptor's own position, which nobody may use.
  public static long size(int fd) {
    Scratch scratch = Scratch.get();
    try {
      long result = (long) LSEEK.invokeExact(scratch.errno, fd, 0L, SEEK_END);
      return result < 0 ? Native.failure(scratch.errno) : result;
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  /// Whether the pages of `bytes` bytes from `offset` on are in memory, ready to be read. Does not
  /// wait.
  ///
  /// The system counts pages that are only being read, too, so a read that does not wait is tried
  /// with the last byte: the device brings the pages of one request together, and requests in order
  /// but for rare cases. Where the system does not count for this process it reads all of them: if
  /// it is too old, if a filter forbids it, or if the file is somebody else's and this process may
  /// not write it (`EPERM`, since Linux 6.15).
  ///
  /// @param bytes from 1 on
  /// @return 1 when they are, 0 when not all of them are, or when the file ends before; a negative
  ///   errno when its file system cannot tell
  public static int inMemory(int fd, long offset, int bytes) {
    long last = offset + bytes - 1;
    long pages = last / PAGE_BYTES - offset / PAGE_BYTES + 1;
    long cached = cached(fd, offset, bytes);
    if (cached < 0) {
      return isRead(fd, offset, bytes);
    }
    if (cached < pages) {
      return 0;
    }
    int probe = NowaitReads.probe(fd, last);
    return probe == -Errno.EAGAIN ? 0 : probe;
  }

  /// Finds out by reading all of it without waiting: one copy, where a buffer's way to the socket
  /// is four.
  static int isRead(int fd, long offset, int bytes) {
    for (int done = 0; done < bytes; ) {
      int count = NowaitReads.skimNow(fd, offset + done, bytes - done);
      if (count <= 0) {
        return count == -Errno.EAGAIN ? 0 : count;
      }
      done += count;
    }
    return 1;
  }

  private static long cached(int fd, long offset, int bytes) {
    Scratch scratch = Scratch.get();
    MemorySegment range = scratch.argument;
    MemorySegment answer = range.asSlice(CACHESTAT_RANGE.byteSize());
    range.set(LONG, 0, offset);
    range.set(LONG, LONG.byteSize(), bytes);
    try {
      long result =
          (long) SYSCALL_4.invokeExact(scratch.errno, CACHESTAT, (long) fd, range, answer, 0L);
      return result < 0 ? Native.failure(scratch.errno) : answer.get(LONG, 0);
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  /// Brings the pages of `bytes` bytes from `offset` on into memory: waits for the device.
  ///
  /// By plain reads, whose bytes nobody wants: the system sees that they are in order, and reads
  /// ahead. `posix_fadvise` reads nothing ahead; with it a cold file took four times as long.
  ///
  /// @return 0, or a negative errno
  public static int bringIn(int fd, long offset, int bytes) {
    for (int done = 0; done < bytes; ) {
      int count = NowaitReads.skim(fd, offset + done, bytes - done);
      if (count <= 0) {
        return count;
      }
      done += count;
    }
    return 0;
  }

  /// Sends at most `bytes` bytes from `offset` on to a socket. Waits for neither the socket, when
  /// that is non-blocking, nor for pages that are in memory.
  ///
  /// @return how many went; 0 at the end of the file
  public static int send(int socket, int fd, long offset, int bytes) {
    Scratch scratch = Scratch.get();
    scratch.argument.set(LONG, 0, offset);
    try {
      long result =
          (long) SENDFILE.invokeExact(scratch.errno, socket, fd, scratch.argument, (long) bytes);
      return result < 0 ? Native.failure(scratch.errno) : (int) result;
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }
}
