package io.pollen.tls;

import io.pollen.Future;
import io.pollen.io.AsyncRead;
import io.pollen.io.AsyncWrite;
import io.pollen.io.PipeStream;
import java.nio.ByteBuffer;

/// A transport that changes what goes through it, when told.
final class Forger implements AsyncRead, AsyncWrite, AutoCloseable {
  private final PipeStream inner;
  boolean forges;

  Forger(PipeStream inner) {
    this.inner = inner;
  }

  @Override
  public Future<Integer> read(ByteBuffer to) {
    return inner.read(to);
  }

  @Override
  public Future<Integer> write(ByteBuffer from) {
    if (forges) {
      int last = from.limit() - 1;
      from.put(last, (byte) ~from.get(last));
    }
    return inner.write(from);
  }

  @Override
  public Future<Void> shutdown() {
    return inner.shutdown();
  }

  @Override
  public void close() {
    inner.close();
  }
}
