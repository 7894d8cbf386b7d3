package io.pollen.codec;

import io.pollen.io.ByteBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.util.Optional;

/// Text as it comes: a frame is what has been read, up to the last whole character. The bytes of
/// one that has come in part only wait for the rest; malformed ones become the charset's
/// replacement, mostly U+FFFD.
public final class TextCodec implements Decoder<String>, Encoder<CharSequence> {
  private final Charset charset;
  private final CharsetDecoder decoder;

  /// @param charset of the bytes, in both directions
  public TextCodec(Charset charset) {
    this.charset = charset;
    this.decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
  }

  @Override
  public Optional<String> decode(ByteBuffer bytes) throws IOException {
    return text(decode(bytes, false));
  }

  @Override
  public Optional<String> decodeEnd(ByteBuffer bytes) throws IOException {
    if (!bytes.hasRemaining()) {
      return Optional.empty();
    }
    CharBuffer all = decode(bytes, true);
    Optional<String> text = text(all);
    decoder.reset();
    return text;
  }

  private CharBuffer decode(ByteBuffer bytes, boolean last) throws IOException {
    byte[] copy = new byte[bytes.remaining()]; // decoders are several times faster on arrays
    bytes.get(bytes.position(), copy);
    ByteBuffer from = ByteBuffer.wrap(copy);
    CharBuffer to =
        CharBuffer.allocate(
            (int) Math.ceil(bytes.remaining() * (double) decoder.maxCharsPerByte()) + 2);
    CoderResult result = decoder.decode(from, to, last);
    if (last && result.isUnderflow()) {
      result = decoder.flush(to);
    }
    if (result.isError()) {
      result.throwException();
    }
    bytes.position(bytes.position() + from.position());
    return to.flip();
  }

  private static Optional<String> text(CharBuffer characters) {
    return characters.isEmpty() ? Optional.empty() : Optional.of(characters.toString());
  }

  @Override
  public void encode(CharSequence text, ByteBuilder to) {
    to.append(text, charset);
  }
}
