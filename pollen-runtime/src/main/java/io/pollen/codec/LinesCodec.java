package io.pollen.codec;

import io.pollen.io.ByteBuilder;
import io.pollen.io.LimitExceededException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Lines of UTF-8 that end with LF or CR LF; the last one may lack its end. Those that are written
/// end with LF. Malformed bytes become U+FFFD.
public final class LinesCodec implements Decoder<String>, Encoder<CharSequence> {
  /// The longest line unless another is asked for: a peer must not be able to fill the memory.
  public static final int DEFAULT_MAX_LENGTH = 64 * 1024;

  private final int maxLength;

  /// How far it has looked in vain.
  private int searched;

  /// Lines of at most [#DEFAULT_MAX_LENGTH] bytes.
  public LinesCodec() {
    this(DEFAULT_MAX_LENGTH);
  }

  /// @param maxLength the longest line, in bytes without its end; a longer one fails with
  ///   [LimitExceededException]
  public LinesCodec(int maxLength) {
    if (maxLength < 0) {
      throw new IllegalArgumentException("maxLength " + maxLength + " is negative");
    }
    this.maxLength = maxLength;
  }

  @Override
  public Optional<String> decode(ByteBuffer bytes) throws LimitExceededException {
    int start = bytes.position();
    while (searched < bytes.remaining() && bytes.get(start + searched) != '\n') {
      searched++;
    }
    boolean ends = searched < bytes.remaining();
    // A CR before the end of the line, or that may be, is not part of it.
    boolean endsWithCr = searched > 0 && bytes.get(start + searched - 1) == '\r';
    if (searched - (endsWithCr ? 1 : 0) > maxLength) {
      throw tooLongToRead();
    }
    return ends
        ? Optional.of(take(bytes, endsWithCr ? searched - 1 : searched, 1))
        : Optional.empty();
  }

  @Override
  public Optional<String> decodeEnd(ByteBuffer bytes) throws LimitExceededException {
    Optional<String> line = decode(bytes);
    if (line.isPresent() || !bytes.hasRemaining()) {
      return line;
    }
    if (bytes.remaining() > maxLength) {
      throw tooLongToRead();
    }
    return Optional.of(take(bytes, searched, 0));
  }

  private String take(ByteBuffer bytes, int length, int end) {
    byte[] line = new byte[length];
    bytes.get(bytes.position(), line);
    bytes.position(bytes.position() + searched + end);
    searched = 0;
    return new String(line, StandardCharsets.UTF_8);
  }

  private LimitExceededException tooLongToRead() {
    searched = 0; // on datagrams the next one is decoded from its beginning
    return tooLong();
  }

  private LimitExceededException tooLong() {
    return new LimitExceededException(
        "a line is longer than the %d bytes that were allowed".formatted(maxLength));
  }

  /// @throws IOException when the line has an end inside, or is too long
  @Override
  public void encode(CharSequence line, ByteBuilder to) throws IOException {
    String text = line.toString();
    if (text.indexOf('\n') >= 0) {
      throw new IOException("a line with a line end in it would be read as two");
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > maxLength) {
      throw tooLong();
    }
    to.append(bytes).append('\n');
  }
}
