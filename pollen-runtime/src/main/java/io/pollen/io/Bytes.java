package io.pollen.io;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// Bytes that never change: a part of an array, or several such parts one after the other (a rope).
/// Cutting and joining them copies no bytes, so a message may be taken apart, kept, and put
/// together again for many receivers. Any thread may have them.
///
/// What a part keeps alive is the whole array that it is of, as `ByteBuffer.slice` does; [#compact]
/// ends that. There is no way to make them of an array without a copy, for whoever has the array
/// could write into it: [ByteBuilder#split] hands over what it has gathered, and never writes there
/// again.
///
/// They are compared by what they hold, not by how that lies in memory.
public final class Bytes implements Comparable<Bytes> {
  /// Neighbours that have no more bytes together are copied into one part by [#concat]: a further
  /// part would cost as much.
  private static final int MERGED = 256;

  private static final Bytes[] FLAT = {};
  private static final int[] NO_ENDS = {};
  private static final byte[] NO_BYTES = {};
  private static final Bytes EMPTY = new Bytes(NO_BYTES, 0, 0);

  private final byte[] array;
  private final int start;
  private final int length;

  /// Of a rope: flat ones, at least two, none of them empty.
  private final Bytes[] parts;

  /// Of a rope: where each part ends.
  private final int[] ends;

  /// Zero: not computed yet. Whichever thread does finds the same.
  private int hash;

  /// Nobody may write into this part of `array` any more. What was written before is visible to
  /// every thread that sees this object, by its final fields.
  Bytes(byte[] array, int start, int length) {
    this.array = array;
    this.start = start;
    this.length = length;
    this.parts = FLAT;
    this.ends = NO_ENDS;
  }

  private Bytes(Bytes[] parts) {
    this.array = NO_BYTES;
    this.start = 0;
    this.parts = parts;
    this.ends = new int[parts.length];
    int end = 0;
    for (int i = 0; i < parts.length; i++) {
      end = Math.addExact(end, parts[i].length);
      ends[i] = end;
    }
    this.length = end;
  }

  /// None.
  public static Bytes empty() {
    return EMPTY;
  }

  /// A copy of `bytes`.
  public static Bytes copyOf(byte... bytes) {
    return copyOf(bytes, 0, bytes.length);
  }

  /// A copy of those from index `from` to index `to`, without that one.
  ///
  /// @throws IndexOutOfBoundsException when the array has no such range
  public static Bytes copyOf(byte[] bytes, int from, int to) {
    Objects.checkFromToIndex(from, to, bytes.length);
    return from == to ? EMPTY : new Bytes(Arrays.copyOfRange(bytes, from, to), 0, to - from);
  }

  /// A copy of what is between position and limit of `bytes`, whose position stays.
  public static Bytes copyOf(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(bytes.position(), copy);
    return copy.length == 0 ? EMPTY : new Bytes(copy, 0, copy.length);
  }

  /// The bytes of `text` in UTF-8.
  public static Bytes utf8(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return bytes.length == 0 ? EMPTY : new Bytes(bytes, 0, bytes.length);
  }

  /// All of `pieces` one after the other, without a copy but of small neighbours.
  public static Bytes concat(Bytes... pieces) {
    return concat(Arrays.asList(pieces));
  }

  /// All of `pieces` one after the other. What that costs is the number of all their parts: to join
  /// many, join them at once, or, when they are small, [append][ByteBuilder#append(Bytes)] them.
  ///
  /// @throws ArithmeticException when they have more than `Integer.MAX_VALUE` bytes together
  public static Bytes concat(List<Bytes> pieces) {
    int most = 0;
    for (Bytes piece : pieces) {
      most = Math.addExact(most, piece.partCount());
    }
    Bytes[] parts = new Bytes[most];
    int count = 0;
    for (Bytes piece : pieces) {
      if (piece.length > 0) {
        Bytes first = piece.part(0);
        int others = piece.partCount() - 1;
        if (count > 0 && parts[count - 1].length + first.length <= MERGED) {
          parts[count - 1] = merged(parts[count - 1], first);
        } else {
          parts[count++] = first;
        }
        if (others > 0) { // between those nothing is to be merged
          System.arraycopy(piece.parts, 1, parts, count, others);
          count += others;
        }
      }
    }
    return ofParts(count == most ? parts : Arrays.copyOf(parts, count));
  }

  private static Bytes merged(Bytes one, Bytes other) {
    byte[] both = new byte[one.length + other.length];
    System.arraycopy(one.array, one.start, both, 0, one.length);
    System.arraycopy(other.array, other.start, both, one.length, other.length);
    return new Bytes(both, 0, both.length);
  }

  private static Bytes ofParts(Bytes[] parts) {
    return switch (parts.length) {
      case 0 -> EMPTY;
      case 1 -> parts[0];
      default -> new Bytes(parts);
    };
  }

  /// Where it ends in its array.
  private int end() {
    return start + length;
  }

  /// How many there are.
  public int length() {
    return length;
  }

  /// Whether there are none.
  public boolean isEmpty() {
    return length == 0;
  }

  /// The one at `index`. In a rope it has to be looked for, among the number of its parts.
  ///
  /// @throws IndexOutOfBoundsException when there are not so many
  public byte get(int index) {
    Objects.checkIndex(index, length);
    if (parts.length == 0) {
      return array[start + index];
    }
    int part = partOf(index);
    return parts[part].array[parts[part].start + index - startOf(part)];
  }

  private int partOf(int index) {
    int found = Arrays.binarySearch(ends, index);
    return found >= 0 ? found + 1 : -found - 1;
  }

  private int startOf(int part) {
    return part == 0 ? 0 : ends[part - 1];
  }

  /// One for a flat one: itself.
  private int partCount() {
    return Math.max(1, parts.length);
  }

  private Bytes part(int index) {
    return parts.length == 0 ? this : parts[index];
  }

  /// Those from index `from` to index `to`, without that one. No byte is copied; of a rope, the
  /// list of its parts is.
  ///
  /// @throws IndexOutOfBoundsException when there are not so many
  public Bytes slice(int from, int to) {
    Objects.checkFromToIndex(from, to, length);
    if (to - from == length) {
      return this;
    }
    if (from == to) {
      return EMPTY;
    }
    if (parts.length == 0) {
      return new Bytes(array, start + from, to - from);
    }
    int first = partOf(from);
    int last = partOf(to - 1);
    if (first == last) {
      return parts[first].slice(from - startOf(first), to - startOf(first));
    }
    Bytes[] kept = Arrays.copyOfRange(parts, first, last + 1);
    kept[last - first] = parts[last].slice(0, to - startOf(last));
    kept[0] = parts[first].slice(from - startOf(first), parts[first].length);
    return new Bytes(kept);
  }

  /// Those from index `from` on. See [#slice(int, int)].
  public Bytes slice(int from) {
    return slice(from, length);
  }

  /// The same bytes in memory of their own and in one part: so that nothing else is kept alive.
  public Bytes compact() {
    return array.length == length ? this : new Bytes(toByteArray(), 0, length);
  }

  /// Views of the parts in order, read-only, of which none is empty: for vectored writes. Each call
  /// makes new ones.
  public ByteBuffer[] asByteBuffers() {
    ByteBuffer[] views = new ByteBuffer[length == 0 ? 0 : partCount()];
    for (int i = 0; i < views.length; i++) {
      Bytes part = part(i);
      // A slice: the rest of the array belongs to somebody else, for reading, too.
      views[i] = ByteBuffer.wrap(part.array, part.start, part.length).slice().asReadOnlyBuffer();
    }
    return views;
  }

  /// A copy.
  public byte[] toByteArray() {
    byte[] copy = new byte[length];
    copyTo(ByteBuffer.wrap(copy));
    return copy;
  }

  /// Copies all of them into `to`, and advances its position.
  ///
  /// @throws BufferOverflowException when there is not enough room: nothing is copied then
  public void copyTo(ByteBuffer to) {
    if (to.remaining() < length) {
      throw new BufferOverflowException();
    }
    for (int i = 0; i < partCount(); i++) {
      Bytes part = part(i);
      to.put(part.array, part.start, part.length);
    }
  }

  /// Where `value` is for the first time; −1 when it is nowhere.
  public int indexOf(byte value) {
    return indexOf(value, 0);
  }

  /// Where `value` is for the first time from index `from` on; −1 when it is not there.
  ///
  /// @param from from 0 to [#length]
  public int indexOf(byte value, int from) {
    Objects.checkIndex(from, length + 1);
    for (int i = from == length || parts.length == 0 ? 0 : partOf(from); i < partCount(); i++) {
      Bytes part = part(i);
      int offset = part.start - startOf(i);
      for (int at = Math.max(part.start, from + offset); at < part.end(); at++) {
        if (part.array[at] == value) {
          return at - offset;
        }
      }
    }
    return -1;
  }

  /// Where `wanted` begins for the first time from index `from` on; −1 when it is not there. It is
  /// compared at each place where its first byte is.
  ///
  /// @param from from 0 to [#length]
  public int indexOf(Bytes wanted, int from) {
    Objects.checkIndex(from, length + 1);
    if (wanted.length == 0) {
      return from;
    }
    byte first = wanted.get(0);
    int last = length - wanted.length;
    for (int at = indexOf(first, from); at >= 0 && at <= last; at = indexOf(first, at + 1)) {
      if (slice(at, at + wanted.length).equals(wanted)) {
        return at;
      }
    }
    return -1;
  }

  /// Whether the first ones are `prefix`.
  public boolean startsWith(Bytes prefix) {
    int difference = mismatch(prefix);
    return difference < 0 || difference == prefix.length;
  }

  /// Whether the last ones are `suffix`.
  public boolean endsWith(Bytes suffix) {
    return suffix.length <= length && slice(length - suffix.length).equals(suffix);
  }

  /// The first index where both differ, the length of the shorter one when it is how the other one
  /// begins; −1 when they are equal. As `Arrays.mismatch`.
  private int mismatch(Bytes other) {
    int common = Math.min(length, other.length);
    int i = 0;
    int j = 0;
    for (int at = 0; at < common; ) {
      Bytes mine = part(i);
      Bytes others = other.part(j);
      int from = mine.start + at - startOf(i);
      int otherFrom = others.start + at - other.startOf(j);
      int count = Math.min(mine.end() - from, others.end() - otherFrom);
      int found =
          Arrays.mismatch(
              mine.array, from, from + count, others.array, otherFrom, otherFrom + count);
      if (found >= 0) {
        return at + found;
      }
      at += count;
      i += from + count == mine.end() ? 1 : 0;
      j += otherFrom + count == others.end() ? 1 : 0;
    }
    return length == other.length ? -1 : common;
  }

  @Override
  public boolean equals(Object other) {
    return other == this
        || other instanceof Bytes bytes && bytes.length == length && mismatch(bytes) < 0;
  }

  @Override
  public int hashCode() {
    int result = hash;
    if (result == 0) {
      result = 1;
      for (int i = 0; i < partCount(); i++) {
        Bytes part = part(i);
        for (int at = part.start; at < part.end(); at++) {
          result = 31 * result + part.array[at];
        }
      }
      hash = result;
    }
    return result;
  }

  /// By the first byte that differs, each from 0 to 255; what is the beginning of the other one
  /// comes first.
  @Override
  public int compareTo(Bytes other) {
    int difference = mismatch(other);
    if (difference < 0) {
      return 0;
    }
    return difference == Math.min(length, other.length)
        ? Integer.compare(length, other.length)
        : Byte.compareUnsigned(get(difference), other.get(difference));
  }

  /// The text that they are in `charset`; malformed ones become its replacement, mostly U+FFFD.
  public String toString(Charset charset) {
    return parts.length == 0
        ? new String(array, start, length, charset)
        : new String(toByteArray(), charset);
  }

  /// How many there are, and the first ones.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("Bytes[").append(length);
    int shown = Math.min(length, 16);
    for (int i = 0; i < shown; i++) {
      text.append(i == 0 ? ": " : " ").append("%02x".formatted(get(i)));
    }
    return text.append(shown < length ? " ...]" : "]").toString();
  }
}
