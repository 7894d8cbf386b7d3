package io.pollen.io;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;

/// One side of a [Duplex]: reads from one pipe, writes to the other.
public final class PipeStream implements AsyncRead, AsyncWrite, AutoCloseable {
  private final Pipe in;
  private final Pipe out;

  PipeStream(Pipe in, Pipe out) {
    this.in = in;
    this.out = out;
  }

  @Override
  public Future<Integer> read(ByteBuffer to) {
    if (to.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    return new Operation(true, to);
  }

  @Override
  public Future<Integer> write(ByteBuffer from) {
    return new Operation(false, from);
  }

  @Override
  public Future<Void> shutdown() {
    return new Immediate(out::endWriting);
  }

  /// Ends both directions. What the peer has not yet read it may still read.
  @Override
  public void close() {
    out.endWriting();
    in.endReading();
  }

  private final class Operation implements Future<Integer> {
    private final boolean reading;
    private final ByteBuffer buffer;
    private boolean finished;

    Operation(boolean reading, ByteBuffer buffer) {
      this.reading = reading;
      this.buffer = buffer;
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
        int count = reading ? in.read(buffer, cx.waker()) : out.write(buffer, cx.waker());
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
      return reading ? "a read from a Duplex" : "a write to a Duplex";
    }

    @Override
    public void drop() {
      if (!finished) {
        finished = true;
        if (reading) {
          in.forgetReader();
        } else {
          out.forgetWriter();
        }
      }
    }
  }
}
