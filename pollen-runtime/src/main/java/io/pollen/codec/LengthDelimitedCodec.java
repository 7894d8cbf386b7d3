package io.pollen.codec;

import io.pollen.io.ByteBuilder;
import io.pollen.io.Bytes;
import io.pollen.io.LimitExceededException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.Optional;

/// Frames that begin with a head which tells their length.
///
/// ```
/// | offset: any bytes | length: 1 to 8 bytes | the rest of the frame |
/// ```
///
/// As it is, a head is 4 bytes, big-endian, and tells how many follow; a frame is what follows. The
/// [Builder] has other forms.
public final class LengthDelimitedCodec implements Decoder<byte[]>, Encoder<byte[]> {
  /// The longest frame unless another is asked for: 8 MiB.
  public static final int DEFAULT_MAX_FRAME_LENGTH = 8 * 1024 * 1024;

  private final int maxFrameLength;
  private final int offset;
  private final int lengthBytes;
  private final int adjustment;
  private final int skipped;
  private final ByteOrder order;

  private LengthDelimitedCodec(Builder builder) {
    maxFrameLength = builder.maxFrameLength;
    offset = builder.offset;
    lengthBytes = builder.lengthBytes;
    adjustment = builder.adjustment;
    skipped = builder.skipped < 0 ? offset + lengthBytes : builder.skipped;
    order = builder.order;
  }

  /// With all the defaults.
  public LengthDelimitedCodec() {
    this(new Builder());
  }

  /// Describes another form.
  public static Builder builder() {
    return new Builder();
  }

  /// The same frames as [Bytes], which large ones are given out as without a copy.
  public Slices slices() {
    return new Slices(this);
  }

  @Override
  public Optional<byte[]> decode(ByteBuffer bytes) throws IOException {
    int end = end(bytes);
    if (end < 0) {
      return Optional.empty();
    }
    byte[] frame = new byte[end - skipped];
    bytes.position(bytes.position() + skipped).get(frame);
    return Optional.of(frame);
  }

  /// How many bytes the next frame has with what is skipped; −1 when they are not there yet.
  private int end(ByteBuffer bytes) throws IOException {
    int head = offset + lengthBytes;
    if (bytes.remaining() < head) {
      return -1;
    }
    int start = bytes.position();
    long told = told(bytes, start + offset);
    if (told < 0 || told > maxFrameLength) {
      throw tooLong(Long.toUnsignedString(told));
    }
    long length = told + adjustment;
    if (length < 0) {
      throw new IOException(
          "a frame tells a length of %d, which is less than none with an adjustment of %d"
              .formatted(told, adjustment));
    }
    return bytes.remaining() < skipped + length ? -1 : (int) (skipped + length);
  }

  private long told(ByteBuffer bytes, int at) {
    long value = 0;
    for (int i = 0; i < lengthBytes; i++) {
      int index = order == ByteOrder.BIG_ENDIAN ? i : lengthBytes - 1 - i;
      value = value << Byte.SIZE | Byte.toUnsignedLong(bytes.get(at + index));
    }
    return value;
  }

  private LimitExceededException tooLong(String length) {
    return new LimitExceededException(
        "a frame of %s bytes is longer than the %d that were allowed: see maxFrameLength(...)"
            .formatted(length, maxFrameLength));
  }

  /// Appends the head and `frame`. What is before the length is zero.
  ///
  /// @throws IOException when the frame is too long, for the limit or for the length's bytes
  @Override
  public void encode(byte[] frame, ByteBuilder to) throws IOException {
    head(frame.length, to).append(frame);
  }

  private ByteBuilder head(int length, ByteBuilder to) throws IOException {
    long told = (long) length - adjustment;
    if (length > maxFrameLength || told > maxFrameLength) {
      throw tooLong(Integer.toString(length));
    }
    if (told < 0 || lengthBytes < Long.BYTES && told >>> lengthBytes * Byte.SIZE != 0) {
      throw new IOException(
          "a length of %d cannot be told in %d bytes".formatted(told, lengthBytes));
    }
    return to.append(new byte[offset]).appendUnsigned(told, lengthBytes, order);
  }

  /// See [LengthDelimitedCodec#slices].
  public static final class Slices implements Decoder<Bytes>, Encoder<Bytes> {
    private final LengthDelimitedCodec codec;

    private Slices(LengthDelimitedCodec codec) {
      this.codec = codec;
    }

    @Override
    public Optional<Bytes> decode(ByteBuffer bytes) throws IOException {
      int end = codec.end(bytes);
      if (end < 0) {
        return Optional.empty();
      }
      int start = bytes.position();
      Bytes frame = Bytes.copyOf(bytes.slice(start + codec.skipped, end - codec.skipped));
      bytes.position(start + end);
      return Optional.of(frame);
    }

    @Override
    public Optional<Bytes> decode(ByteBuilder bytes) throws IOException {
      int end = codec.end(bytes.view());
      return end < 0
          ? Optional.empty()
          : Optional.of(bytes.remove(codec.skipped).split(end - codec.skipped));
    }

    @Override
    public Optional<Bytes> decodeEnd(ByteBuilder bytes) throws IOException {
      Optional<Bytes> frame = decode(bytes);
      return frame.isPresent() ? frame : Decoder.super.decodeEnd(bytes);
    }

    /// Appends the head and `frame`, which is copied into the buffer.
    ///
    /// @throws IOException when the frame is too long, for the limit or for the length's bytes
    @Override
    public void encode(Bytes frame, ByteBuilder to) throws IOException {
      codec.head(frame.length(), to).append(frame);
    }

    /// The head and `frame` without a copy of that, for [io.pollen.io.AsyncWrite#writeAll(Bytes)].
    ///
    /// @throws IOException as [#encode]
    public Bytes encode(Bytes frame) throws IOException {
      ByteBuilder head = codec.head(frame.length(), new ByteBuilder(codec.offset + Long.BYTES));
      return Bytes.concat(head.splitAll(), frame);
    }
  }

  /// Describes a [LengthDelimitedCodec].
  public static final class Builder {
    private int maxFrameLength = DEFAULT_MAX_FRAME_LENGTH;
    private int offset;
    private int lengthBytes = Integer.BYTES;
    private int adjustment;
    private int skipped = -1;
    private ByteOrder order = ByteOrder.BIG_ENDIAN;

    private Builder() {}

    private static int notNegative(int value, String what) {
      if (value < 0) {
        throw new IllegalArgumentException(what + " " + value + " is negative");
      }
      return value;
    }

    /// The longest frame in bytes, as its head tells it; a longer one fails with
    /// [LimitExceededException]. Default: 8 MiB.
    public Builder maxFrameLength(int bytes) {
      maxFrameLength = notNegative(bytes, "maxFrameLength");
      return this;
    }

    /// How many bytes come before the length. Default: 0.
    public Builder lengthOffset(int bytes) {
      offset = notNegative(bytes, "lengthOffset");
      return this;
    }

    /// How many bytes the length has, 1 to 8. Default: 4.
    public Builder lengthBytes(int count) {
      if (count < 1 || count > Long.BYTES) {
        throw new IllegalArgumentException("lengthBytes is 1 to 8, not " + count);
      }
      lengthBytes = count;
      return this;
    }

    /// What is added to the length that the head tells, to get that of what follows the skipped
    /// bytes: negative when heads count themselves, for example. Default: 0.
    public Builder lengthAdjustment(int bytes) {
      adjustment = bytes;
      return this;
    }

    /// How many bytes at the beginning are no part of the frame that is answered. Default: those up
    /// to the end of the length.
    public Builder skip(int bytes) {
      skipped = notNegative(bytes, "skip");
      return this;
    }

    /// The order of the length's bytes. Default: big-endian.
    public Builder order(ByteOrder byteOrder) {
      order = Objects.requireNonNull(byteOrder, "byteOrder");
      return this;
    }

    /// Makes the codec.
    public LengthDelimitedCodec build() {
      return new LengthDelimitedCodec(this);
    }
  }
}
