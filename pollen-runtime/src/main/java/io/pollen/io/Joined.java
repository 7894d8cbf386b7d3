package io.pollen.io;

import java.util.Objects;

/// A source and a sink as one stream: see [Io#join]. Each operation is the one of the part that it
/// belongs to, and as cancel-safe.
///
/// @param <R> what is read
/// @param <W> what is written to
public final class Joined<R extends AsyncRead, W extends AsyncWrite>
    implements ReadView, WriteView, AutoCloseable {
  private final R reader;
  private final W writer;

  Joined(R reader, W writer) {
    this.reader = Objects.requireNonNull(reader, "reader");
    this.writer = Objects.requireNonNull(writer, "writer");
  }

  /// What is read, for its other methods.
  @Override
  public R source() {
    return reader;
  }

  /// What is written to, for its other methods.
  @Override
  public W sink() {
    return writer;
  }

  /// Closes those of the two that are `AutoCloseable`, the writer first, from any thread. What that
  /// throws is reported as what a drop throws.
  @Override
  public void close() {
    Closing.close(writer);
    if ((Object) reader != writer) {
      Closing.close(reader);
    }
  }

  @Override
  public String toString() {
    return "a stream that reads from " + reader + " and writes to " + writer;
  }
}
