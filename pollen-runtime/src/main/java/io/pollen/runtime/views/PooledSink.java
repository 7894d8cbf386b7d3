package io.pollen.runtime.views;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// What tasks ask of an `OutputStream`, and how one call on the blocking pool after the other does
/// it: bytes first, then a flush, then the close. Two buffers: tasks fill one while a call writes
/// the other out.
///
/// | state   | set by                 | meaning                                              |
/// |---------|------------------------|------------------------------------------------------|
/// | at rest | the call, at its end   | everything that was asked for is done                |
/// | active  | who asks, when at rest | a call is queued or runs, and will see what is asked |
///
/// So at any time one thread at most is in the stream. The first failure stays: nothing is written
/// after it, because bytes would be missing in between; the stream is still closed when that is
/// asked for.
final class PooledSink {
  private final OutputStream sink;

  // --- under the monitor ---
  private byte[] filling;
  private int filled;
  private boolean flushAsked;
  private boolean closeAsked;
  private boolean closed;
  private boolean active;
  private @Nullable Throwable failure;
  private boolean told;

  // --- the call that is active ---
  private byte[] writing;

  PooledSink(OutputStream sink, int capacity) {
    this.sink = sink;
    filling = new byte[capacity];
    writing = new byte[capacity];
  }

  // ---------------------------------------------------------------- who asks

  /// Takes as many bytes as there is room for.
  ///
  /// @return how many; 0 when the buffer is full
  /// @throws IOException after the close, or a failure
  synchronized int accept(ByteBuffer from) throws Exception {
    refuseAfterFailure();
    if (closeAsked) {
      throw new IOException(sink + " was shut down for writing");
    }
    int count = Math.min(from.remaining(), filling.length - filled);
    from.get(filling, filled, count);
    filled += count;
    return count;
  }

  synchronized void askFlush() {
    flushAsked = !closeAsked; // whoever closes has flushed
  }

  synchronized void askClose() {
    closeAsked = true;
  }

  /// @return whether the asker must begin a call of [#work], which counts as active from now on
  synchronized boolean activate() {
    boolean begins = !active && (filled > 0 || flushAsked || (closeAsked && !closed));
    active |= begins;
    return begins;
  }

  /// Whether all is done that was asked for.
  ///
  /// @throws Exception the failure of an earlier step: the first time itself, then as a cause
  synchronized boolean isAtRest() throws Exception {
    if (active) {
      return false;
    }
    refuseAfterFailure();
    return true;
  }

  /// The call that was active will not run, or not to its end.
  synchronized void fail(Throwable cause) {
    active = false;
    if (failure == null) {
      failure = cause;
    }
  }

  private void refuseAfterFailure() throws Exception {
    Throwable cause = failure;
    if (cause == null) {
      return;
    }
    if (!told) {
      told = true;
      throw rethrown(cause);
    }
    throw new IOException("an earlier step of writing to " + sink + " has failed", cause);
  }

  private static Exception rethrown(Throwable cause) {
    return switch (cause) {
      case Exception exception -> exception;
      case Error error -> throw error;
      default -> new IOException(cause);
    };
  }

  // ---------------------------------------------------------------- the call

  private enum Job {
    WRITE,
    FLUSH,
    CLOSE,
    NONE
  }

  /// Does what is asked for until nothing is. On a thread of the pool.
  void work() {
    while (true) {
      int count;
      Job job;
      synchronized (this) {
        count = filled;
        job = next();
        if (job == Job.NONE) {
          active = false;
          return;
        }
      }
      try {
        switch (job) {
          case WRITE -> sink.write(writing, 0, count);
          case FLUSH -> sink.flush();
          case CLOSE -> sink.close();
          case NONE -> throw new AssertionError();
        }
      } catch (Throwable cause) {
        synchronized (this) {
          if (failure == null) {
            failure = cause;
          }
        }
      }
    }
  }

  /// Under the monitor.
  private Job next() {
    if (failure != null) {
      filled = 0;
      flushAsked = false;
    }
    if (filled > 0) {
      byte[] full = filling;
      filling = writing;
      writing = full;
      filled = 0;
      return Job.WRITE;
    }
    if (flushAsked) {
      flushAsked = false;
      return Job.FLUSH;
    }
    if (closeAsked && !closed) {
      closed = true;
      return Job.CLOSE;
    }
    return Job.NONE;
  }

  @Override
  public String toString() {
    return sink.toString();
  }
}
