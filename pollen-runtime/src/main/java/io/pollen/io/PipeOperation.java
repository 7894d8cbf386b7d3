package io.pollen.io;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;

/// A read from or a write to a [Pipe].
final class PipeOperation implements Future<Integer> {
  private final Pipe pipe;
  private final boolean reading;
  private final ByteBuffer buffer;
  private boolean finished;

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
    return new PipeOperation(to, false, from);
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
      if (reading) {
        pipe.forgetReader();
      } else {
        pipe.forgetWriter();
      }
    }
  }
}
