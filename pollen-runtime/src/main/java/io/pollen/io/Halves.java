package io.pollen.io;

import java.util.Objects;

/// The two directions of a stream, for two futures of one task, or for two tasks: see [Io#split].
/// The stream stays the owner: close it when both are done.
///
/// Each half has the operations of the stream, as cancel-safe as those; nothing lies in between.
///
/// @param reader what is read
/// @param writer what is written to
/// @param <S> the stream
public record Halves<S extends AsyncRead & AsyncWrite>(Reader<S> reader, Writer<S> writer) {

  static <S extends AsyncRead & AsyncWrite> Halves<S> of(S stream) {
    return new Halves<>(new Reader<>(stream), new Writer<>(stream));
  }

  /// The stream, of which neither half is to be used any more.
  ///
  /// @throws IllegalArgumentException when they belong to different streams
  public S reunite() {
    if (reader.stream != writer.stream) {
      throw new IllegalArgumentException(
          "the halves belong to different streams, %s and %s"
              .formatted(reader.stream, writer.stream));
    }
    return reader.stream;
  }

  /// What is read.
  ///
  /// @param <S> the stream
  public static final class Reader<S extends AsyncRead & AsyncWrite> implements ReadView {
    private final S stream;

    private Reader(S stream) {
      this.stream = Objects.requireNonNull(stream, "stream");
    }

    @Override
    public AsyncRead source() {
      return stream;
    }

    @Override
    public String toString() {
      return "the reading half of " + stream;
    }
  }

  /// What is written to.
  ///
  /// @param <S> the stream
  public static final class Writer<S extends AsyncRead & AsyncWrite> implements WriteView {
    private final S stream;

    private Writer(S stream) {
      this.stream = Objects.requireNonNull(stream, "stream");
    }

    @Override
    public AsyncWrite sink() {
      return stream;
    }

    @Override
    public String toString() {
      return "the writing half of " + stream;
    }
  }
}
