package io.pollen.codec;

import io.pollen.io.ByteBuilder;
import io.pollen.io.Bytes;
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

  /// The same as [Bytes], which large reads are given out as without a copy.
  public Slices slices() {
    return new Slices();
  }

  /// See [BytesCodec#slices].
  public static final class Slices implements Decoder<Bytes>, Encoder<Bytes> {
    private Slices() {}

    @Override
    public Optional<Bytes> decode(ByteBuffer bytes) {
      Bytes all = Bytes.copyOf(bytes);
      bytes.position(bytes.limit());
      return all.isEmpty() ? Optional.empty() : Optional.of(all);
    }

    @Override
    public Optional<Bytes> decode(ByteBuilder bytes) {
      return bytes.isEmpty() ? Optional.empty() : Optional.of(bytes.splitAll());
    }

    @Override
    public Optional<Bytes> decodeEnd(ByteBuilder bytes) {
      return decode(bytes);
    }

    @Override
    public void encode(Bytes frame, ByteBuilder to) {
      to.append(frame);
    }
  }
}
