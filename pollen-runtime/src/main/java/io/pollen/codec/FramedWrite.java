package io.pollen.codec;

import io.pollen.Future;
import io.pollen.NotCancelSafe;
import io.pollen.io.AsyncWrite;
import io.pollen.io.BufferedWrite;
import io.pollen.io.step.Steps;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A sink of frames. One task at a time writes.
///
/// @param <T> the type of a frame
public final class FramedWrite<T> {
  private final BufferedWrite sink;
  private final Encoder<T> encoder;

  /// Frames wait while 8 KiB are buffered.
  public FramedWrite(AsyncWrite sink, Encoder<T> encoder) {
    this(new BufferedWrite(sink), encoder);
  }

  /// Frames wait while `boundary` bytes are buffered.
  ///
  /// @param boundary at least 1; a frame that fits partly goes in whole
  public FramedWrite(AsyncWrite sink, Encoder<T> encoder, int boundary) {
    this(new BufferedWrite(sink, boundary), encoder);
  }

  /// Frames wait while the buffer is full; a frame that fits partly goes in whole.
  public FramedWrite(BufferedWrite sink, Encoder<T> encoder) {
    this.sink = Objects.requireNonNull(sink, "sink");
    this.encoder = Objects.requireNonNull(encoder, "encoder");
  }

  /// Whether [#feed] would not wait: less is buffered than the boundary. For who has something else
  /// to do, or to leave out, while the other side is slow.
  public boolean isWritable() {
    return !sink.isFull();
  }

  /// Encodes `frame` into the buffer, after the buffer has been written when it is full. Several
  /// frames that are fed and then flushed go out together.
  ///
  /// **Cancel-safe**: of a dropped one nothing is sent. Fails by what the sink or the encoder
  /// throws.
  public Future<Void> feed(T frame) {
    return new Send(frame, false);
  }

  /// Feeds `frame` and flushes.
  ///
  /// **Not cancel-safe**: a dropped one may have been encoded, and is sent with the next operation
  /// then.
  @NotCancelSafe("whether the frame is in the buffer")
  public Future<Void> send(T frame) {
    return new Send(frame, true);
  }

  /// Writes what is buffered, and flushes the sink. **Cancel-safe.**
  public Future<Void> flush() {
    return sink.flush();
  }

  /// Writes what is buffered, and ends the sink. **Cancel-safe.**
  public Future<Void> shutdown() {
    return sink.shutdown();
  }

  /// The sink with what was encoded and not written. This one is not to be used any more.
  public BufferedWrite intoSink() {
    return sink;
  }

  private final class Send extends Steps<Void> {
    private final T frame;
    private final boolean flushes;
    private boolean encoded;

    Send(T frame, boolean flushes) {
      this.frame = Objects.requireNonNull(frame, "frame");
      this.flushes = flushes;
    }

    @Override
    protected Future<?> first() {
      return sink.ready();
    }

    @Override
    protected @Nullable Future<?> next(@Nullable Object answer) throws IOException {
      if (encoded) {
        return null;
      }
      encoder.encode(frame, sink.buffer());
      encoded = true;
      return flushes ? sink.flush() : null;
    }

    @Override
    @SuppressWarnings("NullAway") // the value of a Future<Void> is null
    protected Void result() {
      return null;
    }

    @Override
    protected String label() {
      return "FramedWrite";
    }
  }
}
