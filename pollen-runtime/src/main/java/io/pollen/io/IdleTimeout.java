package io.pollen.io;

import io.pollen.Future;
import io.pollen.NotCancelSafe;
import io.pollen.runtime.driver.TimerEntry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;

/// A stream whose operations do not wait for ever: see [Io#withIdleTimeout].
///
/// As of any stream, one task at a time reads and one writes; the two may be different tasks, on
/// different threads. Each operation is as cancel-safe as the one of the stream below.
///
/// @param <S> the stream below
public final class IdleTimeout<S extends AsyncRead & AsyncWrite>
    implements AsyncRead, AsyncWrite, AutoCloseable {
  private static final ByteBuffer[] NO_BYTES = {};

  private final S stream;
  private final Duration limit;
  private final IdleTime idle;

  IdleTimeout(S stream, Duration limit) {
    if (!limit.isPositive()) {
      throw new IllegalArgumentException("an idle timeout is more than no time, not " + limit);
    }
    this.stream = Objects.requireNonNull(stream, "stream");
    this.limit = limit;
    this.idle = new IdleTime(TimerEntry.nanos(limit));
  }

  private <T> Future<T> limited(Future<T> operation, ByteBuffer... buffers) {
    return new IdleOperation<>(operation, buffers, idle, limit, stream);
  }

  /// **Cancel-safe.** See [AsyncRead#read(ByteBuffer)].
  @Override
  public Future<Integer> read(ByteBuffer to) {
    return limited(stream.read(to), to);
  }

  /// **Cancel-safe.** See [AsyncRead#read(ByteBuffer...)].
  @Override
  public Future<Integer> read(ByteBuffer... to) {
    ByteBuffer[] own = to.clone();
    return limited(stream.read(own), own);
  }

  /// **Cancel-safe.** See [AsyncWrite#write(ByteBuffer)].
  @Override
  public Future<Integer> write(ByteBuffer from) {
    return limited(stream.write(from), from);
  }

  /// **Cancel-safe.** See [AsyncWrite#write(ByteBuffer...)].
  @Override
  public Future<Integer> write(ByteBuffer... from) {
    ByteBuffer[] own = from.clone();
    return limited(stream.write(own), own);
  }

  /// **Not cancel-safe.** See [AsyncWrite#writeAll(ByteBuffer)].
  @NotCancelSafe("how much it has written is only in the buffer")
  @Override
  public Future<Void> writeAll(ByteBuffer from) {
    return limited(stream.writeAll(from), from);
  }

  /// **Not cancel-safe.** See [AsyncWrite#writeAll(ByteBuffer...)].
  @NotCancelSafe("how much it has written is only in the buffers")
  @Override
  public Future<Void> writeAll(ByteBuffer... from) {
    ByteBuffer[] own = from.clone();
    return limited(stream.writeAll(own), own);
  }

  /// **Cancel-safe.** See [AsyncWrite#flush].
  @Override
  public Future<Void> flush() {
    return limited(stream.flush(), NO_BYTES);
  }

  /// **Cancel-safe.** See [AsyncWrite#shutdown].
  @Override
  public Future<Void> shutdown() {
    return limited(stream.shutdown(), NO_BYTES);
  }

  /// The stream below, for its other methods. What is read and written there directly does not
  /// count.
  public S stream() {
    return stream;
  }

  /// Closes the stream below when it is `AutoCloseable`, from any thread. What that throws is
  /// reported as what a drop throws.
  @Override
  public void close() {
    Closing.close(stream);
  }

  @Override
  public String toString() {
    return stream + " with an idle timeout of " + limit;
  }
}
