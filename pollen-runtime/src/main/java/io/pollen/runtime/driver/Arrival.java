package io.pollen.runtime.driver;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// What one completion of a receive has brought: bytes, the end of the stream, or an error.
///
/// Each buffer of a ring has one for all its life, so none is made for a message; bytes that had to
/// be copied out of the ring, ends and errors have one of their own. Its fields are written before
/// it is handed over, by a read-modify-write of whatever hands it over.
final class Arrival {
  /// Of an arrival that belongs to no buffer.
  private static final int NONE = -1;

  /// The number of the buffer.
  final int buffer;

  final MemorySegment bytes;

  /// How many bytes; 0 is the end, negative an errno.
  int result;

  /// How many arrivals lie below this one, with it.
  int depth;

  /// The one that came before it, or in a list that was turned round, after it.
  @Nullable Arrival next;

  private Arrival(int buffer, MemorySegment bytes) {
    this.buffer = buffer;
    this.bytes = bytes;
  }

  /// That of a buffer.
  static Arrival of(int buffer, MemorySegment bytes) {
    return new Arrival(buffer, bytes);
  }

  /// The end, or an error.
  static Arrival end(int result) {
    Arrival end = new Arrival(NONE, MemorySegment.NULL);
    end.result = result;
    return end;
  }

  /// The same bytes in memory of their own.
  Arrival copy() {
    Arrival copy = new Arrival(NONE, MemorySegment.ofArray(new byte[result]));
    MemorySegment.copy(bytes, 0, copy.bytes, 0, result);
    copy.result = result;
    return copy;
  }

  boolean isLent() {
    return buffer != NONE;
  }

  /// A list in the order of arrival.
  static @Nullable Arrival reverse(@Nullable Arrival latest) {
    Arrival first = null;
    Arrival arrival = latest;
    while (arrival != null) {
      Arrival before = arrival.next;
      arrival.next = first;
      first = arrival;
      arrival = before;
    }
    return first;
  }
}
