package io.pollen.fs;

import io.pollen.Waker;
import io.pollen.runtime.driver.FileRead;
import io.pollen.runtime.driver.FileReads;
import io.pollen.runtime.sys.Errno;
import io.pollen.runtime.sys.FileCalls;
import io.pollen.runtime.sys.NowaitReads;
import io.pollen.runtime.sys.PageCalls;
import io.pollen.runtime.sys.StreamCalls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads without a hop to the pool: what the system has in memory is there in a microsecond or two,
/// where the hop takes some ten or, across processors, thirty. What it has not is left to the
/// worker's driver, where that reads files, or to the pool: these reads never wait for a device.
/// And sends from there to a socket, which is to say: reads without a buffer.
///
/// It has a descriptor of its own, for java.nio does not show its channels'. So that both are of
/// one file whatever happens to the path meanwhile, the channel is opened by way of this
/// descriptor.
final class CachedReads {
  /// The answer when the pool has to read.
  static final int NOT_HERE = -2;

  /// The answer when no bytes go to a socket in this way.
  static final int NO_WAY = -Errno.ENOSYS;

  /// Those that neither make nor replace a file, and are taken over by the second opening.
  private static final Set<StandardOpenOption> ALLOWED =
      EnumSet.of(
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          StandardOpenOption.SYNC,
          StandardOpenOption.DSYNC);

  // --- constant ---
  private final int fd;
  private final Waker end = this::end;

  // --- any thread ---
  private volatile boolean useless;

  // --- under the monitor ---
  private int reads;
  private boolean closeAsked;

  private CachedReads(int fd) {
    this.fd = fd;
  }

  /// For an existing file of the system that is opened for reading; null for any other. Blocks.
  static @Nullable CachedReads open(Path path, Set<? extends OpenOption> options) {
    boolean reads = options.isEmpty() || options.contains(StandardOpenOption.READ);
    if (!reads
        || !ALLOWED.containsAll(options)
        || path.getFileSystem() != FileSystems.getDefault()
        || !NowaitReads.available()) {
      return null;
    }
    int fd = FileCalls.open(path.toString(), FileCalls.O_RDONLY);
    return fd < 0 ? null : new CachedReads(fd);
  }

  /// A channel of the same file; null where that is refused: then [#close]. Blocks.
  @Nullable FileChannel channel(Set<? extends OpenOption> options) {
    try {
      return FileChannel.open(Path.of("/proc/self/fd/" + fd), options);
    } catch (IOException e) {
      return null; // opening it by its path will say why
    }
  }

  /// Reads at `offset` what is in memory. Any thread; does not wait.
  ///
  /// @param most how many bytes at most: from 1 to what `to` has room for
  /// @return the number of bytes, 0 at the end of the file, or [#NOT_HERE]
  int read(ByteBuffer to, int most, long offset) {
    if (useless || !begin()) {
      return NOT_HERE;
    }
    int limit = to.limit();
    int count;
    try {
      to.limit(to.position() + most);
      count = NowaitReads.read(fd, to, offset);
    } finally {
      to.limit(limit);
      end();
    }
    if (count >= 0) {
      return count;
    }
    if (count != -Errno.EAGAIN) {
      useless = true; // its file system cannot tell what is in memory
    }
    return NOT_HERE;
  }

  /// Begins a read of what is not in memory. Any thread; does not wait.
  ///
  /// @param most how many bytes at most: from 1 to [FileReads#MOST_BYTES]
  /// @return null when the pool has to read
  @Nullable FileRead begin(FileReads by, int most, long offset) {
    if (useless || !begin()) {
      return null;
    }
    FileRead read = null;
    try {
      read = by.begin(fd, offset, most, end);
    } finally {
      if (read == null) {
        end();
      }
    }
    return read;
  }

  /// How long the file is. Any thread; does not wait.
  ///
  /// @return a negative number when it is closed
  long size() {
    if (useless || !begin()) {
      return NO_WAY;
    }
    try {
      return PageCalls.size(fd);
    } finally {
      end();
    }
  }

  /// Sends what stands at `offset` to a socket if it is in memory, and does not wait.
  ///
  /// Pages may go out of memory between the look and the sending, and then the calling thread does
  /// wait for the device. That takes a system so short of memory that it gives up within some
  /// microseconds what was brought in last.
  ///
  /// @param socket the descriptor of one that does not wait for room
  /// @param bytes how many at most: from 1 on
  /// @return how many went; 0 when not all of them are in memory, or the file ends before; a
  ///   negative errno of the socket; [#NO_WAY]
  int send(int socket, long offset, int bytes) {
    if (useless || !begin()) {
      return NO_WAY;
    }
    try {
      int here = PageCalls.inMemory(fd, offset, bytes);
      if (here <= 0) {
        return here == 0 ? 0 : NO_WAY;
      }
      int count = PageCalls.send(socket, fd, offset, bytes);
      return switch (-count) {
        // These are of the file, or of the two together: a read, or a write, will tell.
        case Errno.EINVAL,
            Errno.EIO,
            Errno.ENOMEM,
            Errno.EPERM,
            Errno.EACCES,
            Errno.EOVERFLOW,
            Errno.EOPNOTSUPP ->
            NO_WAY;
        default -> count;
      };
    } finally {
      end();
    }
  }

  /// Brings up to `bytes` bytes from `offset` on into memory. Blocks.
  ///
  /// @return whether that went well, also at the end of the file
  boolean bringIn(long offset, int bytes) {
    if (useless || !begin()) {
      return false;
    }
    try {
      return PageCalls.bringIn(fd, offset, bytes) == 0;
    } finally {
      end();
    }
  }

  /// The descriptor's number may be another file's as soon as it is closed.
  private synchronized boolean begin() {
    if (closeAsked) {
      return false;
    }
    reads++;
    return true;
  }

  private void end() {
    synchronized (this) {
      reads--;
      if (!closeAsked || reads > 0) {
        return;
      }
    }
    StreamCalls.close(fd);
  }

  /// From now on the pool reads. Any thread.
  void forbid() {
    useless = true;
  }

  /// Any thread, any number of times. Reads that are under way end first.
  void close() {
    synchronized (this) {
      boolean first = !closeAsked;
      closeAsked = true;
      if (!first || reads > 0) {
        return;
      }
    }
    StreamCalls.close(fd);
  }
}
