package io.pollen.io;

import io.pollen.Future;
import io.pollen.io.step.Steps;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A sink with a buffer in front of it: many small writes become few large ones. One task at a time
/// writes.
///
/// What is buffered is written when the buffer is full, by [#flush] and by [#shutdown], and at no
/// other time: what was not flushed when the stream is closed is lost.
///
/// Numbers and other small things are appended to [#buffer]:
///
/// ```java
/// await(out.ready());
/// out.buffer().appendInt(42, ByteOrder.BIG_ENDIAN);
/// ```
public final class BufferedWrite implements AsyncWrite {
  /// The size of the buffer unless another is asked for, as in Tokio and the JDK.
  public static final int DEFAULT_BYTES = 8 * 1024;

  private final AsyncWrite sink;
  private final int boundary;
  private final ByteBuilder held;

  /// A buffer of [#DEFAULT_BYTES].
  public BufferedWrite(AsyncWrite sink) {
    this(sink, DEFAULT_BYTES);
  }

  /// @param bytes how many bytes are buffered before writes wait for the sink
  public BufferedWrite(AsyncWrite sink, int bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("a buffer of " + bytes + " bytes");
    }
    this.sink = Objects.requireNonNull(sink, "sink");
    this.boundary = bytes;
    this.held = new ByteBuilder(bytes);
  }

  /// What is buffered. Its owner may append to it between two operations, also beyond the buffer's
  /// size: then the next operation waits for longer.
  public ByteBuilder buffer() {
    return held;
  }

  /// Whether the buffer is full, so that [#ready] would have to write first.
  public boolean isFull() {
    return held.length() >= boundary;
  }

  /// Waits until the buffer is not full. **Cancel-safe.**
  public Future<Void> ready() {
    return new Drain(boundary - 1);
  }

  /// Takes bytes into the buffer, after writing what is there when it is full. Writes larger than
  /// an empty buffer go past it.
  @Override
  public Future<Integer> write(ByteBuffer from) {
    return new Write(Objects.requireNonNull(from, "from"));
  }

  /// Writes what is buffered, and flushes the sink. **Cancel-safe.**
  @Override
  public Future<Void> flush() {
    return new Finish(false);
  }

  /// Writes what is buffered, and ends the sink. **Cancel-safe.**
  @Override
  public Future<Void> shutdown() {
    return new Finish(true);
  }

  /// Takes what a write of the buffer has written out of it, in the very poll in which it is known.
  private void written(Object answer) throws IOException {
    int count = (Integer) answer;
    if (count == 0) {
      throw new IOException("the sink took none of " + held.length() + " bytes");
    }
    held.remove(count);
  }

  @Override
  public String toString() {
    return "BufferedWrite[" + held.length() + " of " + boundary + "]";
  }

  /// Writes until no more than so much is left.
  private final class Drain extends Steps<Void> {
    private final int most;

    Drain(int most) {
      this.most = most;
    }

    @Override
    protected @Nullable Future<?> first() {
      return held.length() > most ? sink.write(held.view()) : null;
    }

    @Override
    protected @Nullable Future<?> next(Object answer) throws IOException {
      written(answer);
      return first();
    }

    @Override
    @SuppressWarnings("NullAway") // the value of a Future<Void> is null
    protected Void result() {
      return null;
    }
  }

  private final class Write extends Steps<Integer> {
    private final ByteBuffer from;
    private int direct;

    Write(ByteBuffer from) {
      this.from = from;
    }

    @Override
    protected @Nullable Future<?> first() {
      if (!from.hasRemaining()) {
        return null;
      }
      if (held.length() == 0 && from.remaining() >= boundary) {
        return sink.write(from);
      }
      return isFull() ? sink.write(held.view()) : null;
    }

    @Override
    protected @Nullable Future<?> next(Object answer) throws IOException {
      if (held.length() == 0) {
        direct = (Integer) answer;
        return null;
      }
      written(answer);
      return first();
    }

    @Override
    protected Integer result() {
      if (direct > 0) {
        return direct;
      }
      int count = Math.min(from.remaining(), Math.max(0, boundary - held.length()));
      held.append(from.slice(from.position(), count));
      from.position(from.position() + count);
      return count;
    }
  }

  private final class Finish extends Steps<Void> {
    private final boolean ends;
    private boolean last;

    Finish(boolean ends) {
      this.ends = ends;
    }

    @Override
    protected Future<?> first() {
      if (held.length() > 0) {
        return sink.write(held.view());
      }
      last = true;
      return ends ? sink.shutdown() : sink.flush();
    }

    @Override
    @SuppressWarnings("NullAway") // the answer of a Future<Void> is null
    protected @Nullable Future<?> next(Object answer) throws IOException {
      if (last) {
        return null;
      }
      written(answer);
      return first();
    }

    @Override
    @SuppressWarnings("NullAway") // the value of a Future<Void> is null
    protected Void result() {
      return null;
    }
  }
}
