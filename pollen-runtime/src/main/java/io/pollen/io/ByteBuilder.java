package io.pollen.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Objects;

/// Bytes that are put together piece by piece, as `StringBuilder` does with text: added at the end,
/// taken from the beginning. One thread at a time.
public final class ByteBuilder {
  private static final int LARGEST = Integer.MAX_VALUE - 8;

  private byte[] bytes;
  private int start;
  private int end;

  /// @param capacity how many bytes fit before it grows
  public ByteBuilder(int capacity) {
    if (capacity < 0) {
      throw new IllegalArgumentException("a capacity of " + capacity + " bytes");
    }
    bytes = new byte[capacity];
  }

  /// How many bytes are in it.
  public int length() {
    return end - start;
  }

  /// Adds the lowest 8 bits of `value`.
  public ByteBuilder append(int value) {
    room(1).put((byte) value);
    return this;
  }

  /// Adds all of `more`.
  public ByteBuilder append(byte... more) {
    room(more.length).put(more);
    return this;
  }

  /// Adds what is between position and limit of `more`, and advances its position.
  public ByteBuilder append(ByteBuffer more) {
    room(more.remaining()).put(more);
    return this;
  }

  /// Adds `text` in `charset`; what that cannot say becomes its replacement, mostly `?`.
  public ByteBuilder append(CharSequence text, Charset charset) {
    return append(text.toString().getBytes(charset));
  }

  /// Adds the lowest 16 bits of `value`.
  public ByteBuilder appendShort(int value, ByteOrder order) {
    room(Short.BYTES).order(order).putShort((short) value);
    return this;
  }

  /// Adds `value` as 4 bytes.
  public ByteBuilder appendInt(int value, ByteOrder order) {
    room(Integer.BYTES).order(order).putInt(value);
    return this;
  }

  /// Adds `value` as 8 bytes.
  public ByteBuilder appendLong(long value, ByteOrder order) {
    room(Long.BYTES).order(order).putLong(value);
    return this;
  }

  /// Adds `value` as 4 bytes.
  public ByteBuilder appendFloat(float value, ByteOrder order) {
    return appendInt(Float.floatToRawIntBits(value), order);
  }

  /// Adds `value` as 8 bytes.
  public ByteBuilder appendDouble(double value, ByteOrder order) {
    return appendLong(Double.doubleToRawLongBits(value), order);
  }

  /// Adds the lowest bytes of `value`.
  ///
  /// @param count how many, from 1 to 8
  public ByteBuilder appendUnsigned(long value, int count, ByteOrder order) {
    Objects.checkIndex(count - 1, Long.BYTES);
    ByteBuffer to = room(count);
    for (int i = 0; i < count; i++) {
      int shift = order == ByteOrder.BIG_ENDIAN ? count - 1 - i : i;
      to.put((byte) (value >>> (shift * Byte.SIZE)));
    }
    return this;
  }

  /// What is in it, as a view: valid until the next change.
  public ByteBuffer view() {
    return ByteBuffer.wrap(bytes, start, end - start);
  }

  /// Takes `count` bytes from the beginning.
  ///
  /// @throws IndexOutOfBoundsException when it has fewer
  public ByteBuilder remove(int count) {
    Objects.checkFromIndexSize(0, count, length());
    start += count;
    if (start == end) {
      start = 0;
      end = 0;
    }
    return this;
  }

  /// A copy of what is in it.
  public byte[] toByteArray() {
    return Arrays.copyOfRange(bytes, start, end);
  }

  /// Room for `count` bytes behind the last one, which count from now on.
  private ByteBuffer room(int count) {
    if (bytes.length - end < count) {
      makeRoom(count);
    }
    ByteBuffer room = ByteBuffer.wrap(bytes, end, count);
    end += count;
    return room;
  }

  private void makeRoom(int count) {
    int length = length();
    if (count > LARGEST - length) {
      throw new OutOfMemoryError("more than " + LARGEST + " bytes in one buffer");
    }
    int needed = length + count;
    int size = bytes.length;
    if (needed > size / 2) { // moving the bytes alone would be done again too soon
      size = (int) Math.min(LARGEST, Math.max(needed, 2L * size));
    }
    byte[] roomier = size == bytes.length ? bytes : new byte[size];
    System.arraycopy(bytes, start, roomier, 0, length);
    bytes = roomier;
    start = 0;
    end = length;
  }

  @Override
  public String toString() {
    return "ByteBuilder[" + length() + " bytes]";
  }
}
