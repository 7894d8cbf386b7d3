package io.pollen.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Objects;

/// Bytes that are put together piece by piece, as `StringBuilder` does with text: added at the end,
/// taken from the beginning, as [Bytes] without a copy where that is worth it. One thread at a
/// time.
public final class ByteBuilder {
  private static final int LARGEST = Integer.MAX_VALUE - 8;

  /// What is split off is copied when it is a smaller part of the array: it would keep more than
  /// this times its size alive, and take the array from its builder.
  private static final int SHARED_PART = 8;

  /// How large a new array is, after parts of the last one were handed over.
  private int capacity;

  private byte[] bytes;

  /// What is before belongs to [Bytes] and is never written again.
  private int floor;

  private int start;
  private int end;

  /// How many bytes have been taken from the beginning, ever.
  private long taken;

  /// @param capacity how many bytes fit before it grows
  public ByteBuilder(int capacity) {
    if (capacity < 0) {
      throw new IllegalArgumentException("a capacity of " + capacity + " bytes");
    }
    this.capacity = capacity;
    bytes = new byte[capacity];
  }

  /// How many bytes are in it.
  public int length() {
    return end - start;
  }

  /// Whether nothing is in it.
  public boolean isEmpty() {
    return start == end;
  }

  /// The byte at `index`, counted from the beginning.
  ///
  /// @throws IndexOutOfBoundsException when there are not so many
  public byte get(int index) {
    return bytes[start + Objects.checkIndex(index, length())];
  }

  /// The `count` bytes from `index` on as a number that has no sign.
  ///
  /// @param count how many, from 1 to 8
  /// @throws IndexOutOfBoundsException when there are not so many
  public long getUnsigned(int index, int count, ByteOrder order) {
    checkNumber(count, order);
    Objects.checkFromIndexSize(index, count, length());
    long value = 0;
    for (int i = 0; i < count; i++) {
      int next = order == ByteOrder.BIG_ENDIAN ? i : count - 1 - i;
      value = value << Byte.SIZE | Byte.toUnsignedLong(bytes[start + index + next]);
    }
    return value;
  }

  /// Replaces the byte at `index` by the lowest 8 bits of `value`.
  ///
  /// @throws IndexOutOfBoundsException when there are not so many
  public ByteBuilder set(int index, int value) {
    bytes[start + Objects.checkIndex(index, length())] = (byte) value;
    return this;
  }

  /// Replaces `count` bytes from `index` on by the lowest ones of `value`: for a length that is
  /// known only when what it counts has been added.
  ///
  /// @param count how many, from 1 to 8
  /// @throws IndexOutOfBoundsException when there are not so many
  public ByteBuilder setUnsigned(int index, long value, int count, ByteOrder order) {
    checkNumber(count, order);
    Objects.checkFromIndexSize(index, count, length());
    put(ByteBuffer.wrap(bytes, start + index, count), value, count, order);
    return this;
  }

  /// Refuses numbers that are none of 1 to 8 bytes.
  static void checkNumber(int count, ByteOrder order) {
    Objects.requireNonNull(order, "order");
    if (count < 1 || count > Long.BYTES) {
      throw new IllegalArgumentException("a number of %d bytes: it has 1 to 8".formatted(count));
    }
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

  /// Adds a copy of all of `more`.
  public ByteBuilder append(Bytes more) {
    more.copyTo(room(more.length()));
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
    checkNumber(count, order);
    put(room(count), value, count, order);
    return this;
  }

  private static void put(ByteBuffer to, long value, int count, ByteOrder order) {
    for (int i = 0; i < count; i++) {
      int shift = order == ByteOrder.BIG_ENDIAN ? count - 1 - i : i;
      to.put((byte) (value >>> (shift * Byte.SIZE)));
    }
  }

  /// What is in it, as a view for reading: valid until the next change.
  public ByteBuffer view() {
    return ByteBuffer.wrap(bytes, start, end - start).asReadOnlyBuffer();
  }

  /// Takes `count` bytes from the beginning.
  ///
  /// @throws IndexOutOfBoundsException when it has fewer
  public ByteBuilder remove(int count) {
    Objects.checkFromIndexSize(0, count, length());
    start += count;
    taken += count;
    return this;
  }

  /// Takes everything.
  public ByteBuilder clear() {
    return remove(length());
  }

  /// Takes bytes from the end, so that `length` are left.
  ///
  /// @throws IndexOutOfBoundsException when it has fewer
  public ByteBuilder truncate(int length) {
    Objects.checkFromIndexSize(0, length, length());
    end = start + length;
    return this;
  }

  /// Takes `count` bytes from the beginning and hands them over. They are not copied, unless they
  /// are less than an eighth of the memory that they lie in: the builder goes on behind them, and
  /// in new memory of its first capacity when that is full.
  ///
  /// @throws IndexOutOfBoundsException when it has fewer
  public Bytes split(int count) {
    Objects.checkFromIndexSize(0, count, length());
    int from = start;
    remove(count);
    if (count == 0 || count < bytes.length / SHARED_PART) {
      return Bytes.copyOf(bytes, from, start);
    }
    floor = start;
    return new Bytes(bytes, from, count);
  }

  /// Takes everything and hands it over. See [#split].
  public Bytes splitAll() {
    return split(length());
  }

  /// Makes room, so that `count` bytes can be added without moving those that are there.
  public ByteBuilder reserve(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("room for " + count + " bytes");
    }
    makeRoom(count);
    return this;
  }

  /// A copy of what is in it.
  public byte[] toByteArray() {
    return Arrays.copyOfRange(bytes, start, end);
  }

  // --- for readers ---

  /// The room behind the last byte, at least one byte, to read into; nothing of it counts before
  /// [#filled].
  ByteBuffer room() {
    // What is left behind bytes that were handed over may be a few: a read into those, and the next
    // one, and so on for ever, would cost a call each.
    makeRoom(floor > 0 ? Math.max(1, capacity / 4) : 1);
    return ByteBuffer.wrap(bytes, end, bytes.length - end);
  }

  /// So many bytes more are in the room that the last [#room()] gave, unless something was added
  /// since then.
  void filled(int count) {
    end = Objects.checkIndex(end + count, bytes.length + 1);
  }

  /// From now on its memory is of `size` bytes; what is in it must fit.
  void resize(int size) {
    byte[] from = bytes;
    int length = length();
    bytes = new byte[size];
    System.arraycopy(from, start, bytes, 0, length);
    capacity = size;
    floor = 0;
    start = 0;
    end = length;
  }

  /// How large its memory is.
  int capacity() {
    return bytes.length;
  }

  /// How many bytes have been taken from the beginning, ever: what does not move when some are.
  long taken() {
    return taken;
  }

  /// What is in it, for those who only read.
  byte[] array() {
    return bytes;
  }

  /// Where in the [#array] it begins.
  int start() {
    return start;
  }

  // --- room ---

  /// Room for `count` bytes behind the last one, which count from now on.
  private ByteBuffer room(int count) {
    makeRoom(count);
    ByteBuffer room = ByteBuffer.wrap(bytes, end, count);
    end += count;
    return room;
  }

  private void makeRoom(int count) {
    if (start == end) {
      start = floor;
      end = floor;
    }
    if (bytes.length - end < count) {
      moveFor(count);
    }
  }

  private void moveFor(int count) {
    int length = length();
    if (count > LARGEST - length) {
      throw new OutOfMemoryError("more than " + LARGEST + " bytes in one buffer");
    }
    int needed = length + count;
    byte[] from = bytes;
    if (needed > (from.length - floor) / 2) { // moving the bytes alone would be done again too soon
      int size = floor > 0 ? capacity : from.length;
      if (needed > size / 2) {
        size = (int) Math.min(LARGEST, Math.max(needed, 2L * size));
      }
      bytes = new byte[size];
      floor = 0;
    }
    System.arraycopy(from, start, bytes, floor, length);
    start = floor;
    end = floor + length;
  }

  @Override
  public String toString() {
    return "ByteBuilder[" + length() + " bytes]";
  }
}
