package io.pollen.tls;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.io.AsyncRead;
import io.pollen.io.AsyncWrite;
import io.pollen.io.PipeStream;
import io.pollen.woven.RawFuture;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/// A transport that moves a few bytes at a time and makes its users wait now and then, as its
/// random source says.
final class Choppy implements AsyncRead, AsyncWrite, AutoCloseable {
  private final PipeStream inner;
  private final RandomGenerator random;
  private final int most;
  volatile boolean closed;

  /// @param most how many bytes at most are moved at a time
  Choppy(PipeStream inner, RandomGenerator random, int most) {
    this.inner = inner;
    this.random = random;
    this.most = most;
  }

  private synchronized int upTo(int bound) {
    return random.nextInt(bound);
  }

  @Override
  public Future<Integer> read(ByteBuffer to) {
    return new Piece(true, to);
  }

  @Override
  public Future<Integer> write(ByteBuffer from) {
    return new Piece(false, from);
  }

  @Override
  public Future<Void> shutdown() {
    return inner.shutdown();
  }

  @Override
  public void close() {
    closed = true;
    inner.close();
  }

  private final class Piece extends RawFuture<Integer> {
    private final boolean reads;
    private final ByteBuffer whole;
    private ByteBuffer part;
    private Future<Integer> moving;

    Piece(boolean reads, ByteBuffer whole) {
      this.reads = reads;
      this.whole = whole;
    }

    @Override
    public Object pollRaw(Context cx) throws Exception {
      if (upTo(3) == 0) {
        cx.waker().wake(); // not now, but soon
        return PENDING;
      }
      if (moving == null) {
        int size = Math.min(whole.remaining(), 1 + upTo(most));
        part = whole.slice(whole.position(), size);
        moving = reads ? inner.read(part) : inner.write(part);
      }
      Object answer = RawFuture.poll(moving, cx);
      if (answer != PENDING) {
        whole.position(whole.position() + part.position());
      }
      return answer;
    }

    @Override
    public void drop() {
      if (moving != null) {
        moving.drop();
      }
    }
  }
}
