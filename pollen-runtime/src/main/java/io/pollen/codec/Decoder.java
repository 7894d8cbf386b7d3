package io.pollen.codec;

import io.pollen.io.ByteBuilder;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/// Cuts a stream of bytes into frames. One for each stream: it may remember how far it has looked.
///
/// @param <T> the type of a frame
@FunctionalInterface
public interface Decoder<T> {

  /// Takes the next frame from the beginning of what has been read.
  ///
  /// @param bytes read-only, from position to limit what has been read and not yet taken; the
  ///   position is advanced past the frame, or not at all. The next call begins with the same bytes
  ///   and more
  /// @return the frame; empty when it is not there yet
  /// @throws IOException when the bytes are no frame: nothing is read of the stream any more
  Optional<T> decode(ByteBuffer bytes) throws IOException;

  /// The same after the end of the stream; called until it answers empty.
  ///
  /// @throws IOException when the stream has ended inside of a frame
  default Optional<T> decodeEnd(ByteBuffer bytes) throws IOException {
    Optional<T> frame = decode(bytes);
    if (frame.isEmpty() && bytes.hasRemaining()) {
      throw new EOFException(
          "what was sent ended inside of a frame, of which %d bytes are there"
              .formatted(bytes.remaining()));
    }
    return frame;
  }

  /// The same out of the reader's own memory: this is what readers call. A decoder that gives parts
  /// of it out as [Bytes] implements it with [ByteBuilder#split], which need not copy them. Any
  /// other leaves it as it is: it removes what [#decode(ByteBuffer)] takes.
  ///
  /// @param bytes what has been read and not yet taken; the frame is removed from its beginning, or
  ///   nothing
  default Optional<T> decode(ByteBuilder bytes) throws IOException {
    ByteBuffer view = bytes.view();
    int before = view.position();
    Optional<T> frame = decode(view);
    bytes.remove(view.position() - before);
    return frame;
  }

  /// The same after the end of the stream. As it is, it removes what [#decodeEnd(ByteBuffer)]
  /// takes.
  default Optional<T> decodeEnd(ByteBuilder bytes) throws IOException {
    ByteBuffer view = bytes.view();
    int before = view.position();
    Optional<T> frame = decodeEnd(view);
    bytes.remove(view.position() - before);
    return frame;
  }
}
