package io.pollen.io;

import io.pollen.Future;
import java.nio.ByteBuffer;

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
    return PipeOperation.read(in, to);
  }

  @Override
  public Future<Integer> write(ByteBuffer from) {
    return PipeOperation.write(out, from);
  }

  @Override
  public Future<Void> shutdown() {
    return AtOnce.action("the end of a pipe in memory", out::endWriting);
  }

  /// Ends both directions. What the peer has not yet read it may still read.
  @Override
  public void close() {
    out.endWriting();
    in.endReading();
  }
}
