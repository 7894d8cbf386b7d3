package io.pollen.io;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Objects;

/// A read from or a write to a [Pipe].
final class PipeOperation implements Future<Integer> {
  private final Pipe pipe;
  private final boolean reading;
  private final ByteBuffer buffer;
  private boolean finished;

  /// Whether the pipe has its waker: one that never waited must not take another one's away.
  private boolean waits;

  private PipeOperation(Pipe pipe, boolean reading, ByteBuffer buffer) {
    this.pipe = pipe;
    this.reading = reading;
    this.buffer = buffer;
  }

  static PipeOperation read(Pipe from, ByteBuffer to) {
    if (to.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    return new PipeOperation(from, true, to);
  }

  static PipeOperation write(Pipe to, ByteBuffer from) {
    return new PipeOperation(to, false, Objects.requireNonNull(from, "from"));
  }

  @Override
  public Poll<Integer> poll(Context cx) throws IOException {
    if (finished) {
      throw new IllegalStateException(
          "an operation was polled after it had completed or was dropped");
    }
    if (!cx.proceed()) {
      return Poll.pending();
    }
    boolean done = true;
    try {
      int count = reading ? pipe.read(buffer, cx.waker()) : pipe.write(buffer, cx.waker());
      if (count == Pipe.PENDING) {
        done = false;
        waits = true;
        cx.refund();
        return Poll.pending();
      }
      return Poll.ready(count);
    } finally {
      finished = done;
    }
  }

  @Override
  public String toString() {
    return reading ? "a read from a pipe in memory" : "a write to a pipe in memory";
  }

  @Override
  public void drop() {
    if (!finished) {
      finished = true;
      if (waits && reading) {
        pipe.forgetReader();
      } else if (waits) {
        pipe.forgetWriter();
      }
    }
  }
}
