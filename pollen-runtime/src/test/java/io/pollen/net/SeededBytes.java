package io.pollen.net;

import java.nio.ByteBuffer;

/// The bytes of a connection: each follows from the seed and its place, so that one that is lost,
/// doubled or another connection's shows at once.
record SeededBytes(long seed) {
  byte at(long place) {
    long word = seed + (place >>> 3) * 0x9E3779B97F4A7C15L;
    word = (word ^ word >>> 32) * 0xD6E8FEB86659FD93L;
    word = (word ^ word >>> 32) * 0xD6E8FEB86659FD93L;
    return (byte) (word >>> ((place & 7) << 3));
  }

  /// Fills the room of `buffer` with those from `place` on, ready to be read.
  ByteBuffer fill(ByteBuffer buffer, long place) {
    for (int i = buffer.position(); i < buffer.limit(); i++) {
      buffer.put(i, at(place++));
    }
    return buffer;
  }

  /// @throws IllegalStateException when what `buffer` has left is not what begins at `place`
  void check(ByteBuffer buffer, long place) {
    for (int i = buffer.position(); i < buffer.limit(); i++, place++) {
      if (buffer.get(i) != at(place)) {
        throw new IllegalStateException("a wrong byte at " + place + " of the seed " + seed);
      }
    }
  }
}
