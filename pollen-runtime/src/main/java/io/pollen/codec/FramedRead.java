package io.pollen.codec;

import io.pollen.Future;
import io.pollen.io.AsyncRead;
import io.pollen.io.BufferedRead;
import io.pollen.io.ByteBuilder;
import io.pollen.io.step.Steps;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A stream of frames. One task at a time reads.
///
/// @param <T> the type of a frame
public final class FramedRead<T> {
  private final BufferedRead source;
  private final Decoder<T> decoder;

  private enum State {
    READING,
    ENDED,
    /// A failure was told: there is nothing more.
    FAILED
  }

  private State state = State.READING;

  /// A buffer of 8 KiB, which grows with longer frames.
  public FramedRead(AsyncRead source, Decoder<T> decoder) {
    this(new BufferedRead(source), decoder);
  }

  /// Goes on with a source that has read ahead already.
  public FramedRead(BufferedRead source, Decoder<T> decoder) {
    this.source = Objects.requireNonNull(source, "source");
    this.decoder = Objects.requireNonNull(decoder, "decoder");
  }

  /// The next frame; empty at the end of the stream, and after a failure.
  ///
  /// **Cancel-safe**: what was read of a frame stays here for the next call. Fails by what the
  /// source or the decoder throws, by `EOFException` when the stream ends inside of a frame.
  public Future<Optional<T>> next() {
    return new Next();
  }

  /// The source with what was read and not decoded, to go on in another way. This one is not to be
  /// used any more.
  public BufferedRead intoSource() {
    state = State.FAILED;
    return source;
  }

  private final class Next extends Steps<Optional<T>> {
    private Optional<T> frame = Optional.empty();

    @Override
    protected @Nullable Future<?> first() throws IOException {
      if (state == State.FAILED) {
        return null;
      }
      ByteBuilder bytes = source.buffer();
      boolean failed = true;
      try {
        frame = state == State.ENDED ? decoder.decodeEnd(bytes) : decoder.decode(bytes);
        failed = false;
      } finally {
        if (failed) {
          state = State.FAILED;
        }
      }
      return frame.isPresent() || state == State.ENDED ? null : source.fill();
    }

    @Override
    protected @Nullable Future<?> next(Object answer) throws IOException {
      if ((Integer) answer < 0) {
        state = State.ENDED;
      }
      return first();
    }

    @Override
    protected Optional<T> result() {
      return frame;
    }

    @Override
    protected String label() {
      return "FramedRead";
    }
  }
}
