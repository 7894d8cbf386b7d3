package io.pollen.codec;

import io.pollen.io.ByteBuilder;
import java.nio.ByteBuffer;
import java.util.Optional;

/// Bytes as they come: a frame is what has been read, and where it ends means nothing.
public final class BytesCodec implements Decoder<byte[]>, Encoder<byte[]> {

  /// One without settings.
  public BytesCodec() {}

  @Override
  public Optional<byte[]> decode(ByteBuffer bytes) {
    if (!bytes.hasRemaining()) {
      return Optional.empty();
    }
    byte[] all = new byte[bytes.remaining()];
    bytes.get(all);
    return Optional.of(all);
  }

  @Override
  public void encode(byte[] frame, ByteBuilder to) {
    to.append(frame);
  }
}
