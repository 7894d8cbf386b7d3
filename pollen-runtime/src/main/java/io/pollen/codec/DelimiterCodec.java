package io.pollen.codec;

import io.pollen.io.ByteBuilder;
import io.pollen.io.LimitExceededException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Optional;

/// Frames that are separated by one of several bytes. Two separators in a row have an empty frame
/// between them; the last frame may lack its separator.
public final class DelimiterCodec implements Decoder<byte[]>, Encoder<byte[]> {
  /// The separators unless others are asked for.
  public static final String DEFAULT_DELIMITERS = ",;\n\r";

  /// The longest frame unless another is asked for.
  public static final int DEFAULT_MAX_LENGTH = LinesCodec.DEFAULT_MAX_LENGTH;

  private final BitSet delimiters = new BitSet(256);
  private final byte written;
  private final int maxLength;

  /// How far it has looked in vain.
  private int searched;

  /// Frames of at most [#DEFAULT_MAX_LENGTH] bytes between [#DEFAULT_DELIMITERS].
  public DelimiterCodec() {
    this(DEFAULT_DELIMITERS, DEFAULT_MAX_LENGTH);
  }

  /// @param delimiters the bytes that separate, as ISO 8859-1; the first one is written after each
  ///   frame
  /// @param maxLength the longest frame in bytes; a longer one fails with [LimitExceededException]
  public DelimiterCodec(String delimiters, int maxLength) {
    if (delimiters.isEmpty() || delimiters.chars().anyMatch(c -> c > 255)) {
      throw new IllegalArgumentException("delimiters are bytes, at least one: " + delimiters);
    }
    if (maxLength < 0) {
      throw new IllegalArgumentException("maxLength " + maxLength + " is negative");
    }
    byte[] all = delimiters.getBytes(StandardCharsets.ISO_8859_1);
    for (byte one : all) {
      this.delimiters.set(Byte.toUnsignedInt(one));
    }
    this.written = all[0];
    this.maxLength = maxLength;
  }

  private boolean separates(byte one) {
    return delimiters.get(Byte.toUnsignedInt(one));
  }

  @Override
  public Optional<byte[]> decode(ByteBuffer bytes) throws LimitExceededException {
    int start = bytes.position();
    while (searched < bytes.remaining() && !separates(bytes.get(start + searched))) {
      searched++;
    }
    if (searched > maxLength) {
      throw tooLongToRead();
    }
    return searched < bytes.remaining() ? Optional.of(take(bytes, 1)) : Optional.empty();
  }

  @Override
  public Optional<byte[]> decodeEnd(ByteBuffer bytes) throws LimitExceededException {
    Optional<byte[]> frame = decode(bytes);
    return frame.isPresent() || !bytes.hasRemaining() ? frame : Optional.of(take(bytes, 0));
  }

  private byte[] take(ByteBuffer bytes, int delimiter) {
    byte[] frame = new byte[searched];
    bytes.get(frame);
    bytes.position(bytes.position() + delimiter);
    searched = 0;
    return frame;
  }

  private LimitExceededException tooLongToRead() {
    searched = 0; // on datagrams the next one is decoded from its beginning
    return tooLong();
  }

  private LimitExceededException tooLong() {
    return new LimitExceededException(
        "a frame is longer than the %d bytes that were allowed".formatted(maxLength));
  }

  /// @throws IOException when the frame has a separator inside, or is too long
  @Override
  public void encode(byte[] frame, ByteBuilder to) throws IOException {
    for (byte one : frame) {
      if (separates(one)) {
        throw new IOException("a frame with a separator in it would be read as two");
      }
    }
    if (frame.length > maxLength) {
      throw tooLong();
    }
    to.append(frame).append(written);
  }
}
