package io.pollen.runtime.driver;

import io.pollen.runtime.sys.FileCalls;
import io.pollen.runtime.sys.SpliceCalls;
import io.pollen.runtime.sys.StreamCalls;
import org.jspecify.annotations.Nullable;

/// A pipe through which bytes go from one socket to another without a stop in the program's memory.
/// One thread at a time uses it; nobody is inside when it is closed.
public final class KernelPipe implements AutoCloseable {
  /// How many bytes one call asks for: more than a pipe holds.
  private static final int MOST = 1 << 20;

  private final int out;
  private final int in;
  private boolean closed;

  private KernelPipe(int out, int in) {
    this.out = out;
    this.in = in;
  }

  /// Opens one; null when the process has no descriptors for it, or when one of the two sockets
  /// belongs to a driver that moves bytes in another way.
  public static @Nullable KernelPipe between(StreamSocket from, StreamSocket to) {
    if (!from.canTransfer(Interest.READABLE) || !to.canTransfer(Interest.WRITABLE)) {
      return null;
    }
    int[] ends = new int[2];
    return FileCalls.pipe(ends) < 0 ? null : new KernelPipe(ends[0], ends[1]);
  }

  /// @return the number of bytes that went into the pipe, 0 at the end, or a negative errno
  public int fillFrom(int fd) {
    return SpliceCalls.splice(fd, in, MOST);
  }

  /// @return the number of bytes that left the pipe, or a negative errno
  public int drainTo(int fd, int bytes) {
    return SpliceCalls.splice(out, fd, bytes);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      StreamCalls.close(out);
      StreamCalls.close(in);
    }
  }
}
