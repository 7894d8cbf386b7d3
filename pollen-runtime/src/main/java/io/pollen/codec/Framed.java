package io.pollen.codec;

import io.pollen.Future;
import io.pollen.NotCancelSafe;
import io.pollen.io.AsyncRead;
import io.pollen.io.AsyncWrite;
import io.pollen.io.BufferedRead;
import io.pollen.io.BufferedWrite;
import java.util.Objects;
import java.util.Optional;

/// Frames in both directions of one stream. One task at a time reads and one writes.
///
/// @param <I> the type of a frame that comes in
/// @param <O> the type of a frame that goes out
public final class Framed<I, O> {
  private final FramedRead<I> reader;
  private final FramedWrite<O> writer;

  private Framed(FramedRead<I> reader, FramedWrite<O> writer) {
    this.reader = reader;
    this.writer = writer;
  }

  /// Frames on `stream`, which stays its owner's: close it when they are done.
  public static <S extends AsyncRead & AsyncWrite, I, O> Framed<I, O> of(
      S stream, Decoder<I> decoder, Encoder<O> encoder) {
    return new Framed<>(new FramedRead<>(stream, decoder), new FramedWrite<>(stream, encoder));
  }

  /// Two directions that were made one by one: with a boundary of their own, for example.
  public static <I, O> Framed<I, O> of(FramedRead<I> reader, FramedWrite<O> writer) {
    return new Framed<>(
        Objects.requireNonNull(reader, "reader"), Objects.requireNonNull(writer, "writer"));
  }

  /// Frames on `stream` by a codec that does both.
  public static <S extends AsyncRead & AsyncWrite, I, O, C extends Decoder<I> & Encoder<O>>
      Framed<I, O> of(S stream, C codec) {
    return of(stream, codec, codec);
  }

  /// See [FramedRead#next]. **Cancel-safe.**
  public Future<Optional<I>> next() {
    return reader.next();
  }

  /// See [FramedWrite#isWritable].
  public boolean isWritable() {
    return writer.isWritable();
  }

  /// See [FramedWrite#feed]. **Cancel-safe.**
  public Future<Void> feed(O frame) {
    return writer.feed(frame);
  }

  /// See [FramedWrite#send]. **Not cancel-safe.**
  @NotCancelSafe("whether the frame is in the buffer")
  public Future<Void> send(O frame) {
    return writer.send(frame);
  }

  /// See [FramedWrite#flush]. **Cancel-safe.**
  public Future<Void> flush() {
    return writer.flush();
  }

  /// See [FramedWrite#shutdown]. **Cancel-safe.**
  public Future<Void> shutdown() {
    return writer.shutdown();
  }

  /// The incoming direction, for a task of its own.
  public FramedRead<I> reader() {
    return reader;
  }

  /// The outgoing direction, for a task of its own.
  public FramedWrite<O> writer() {
    return writer;
  }

  /// The stream's two directions with what was read and not decoded, encoded and not written: to go
  /// on with another protocol. This one is not to be used any more.
  public Parts intoParts() {
    return new Parts(reader.intoSource(), writer.intoSink());
  }

  /// What is left of a [Framed].
  ///
  /// @param reader the incoming direction, beginning with what was not decoded
  /// @param writer the outgoing direction, beginning with what was not written
  public record Parts(BufferedRead reader, BufferedWrite writer) {}
}
