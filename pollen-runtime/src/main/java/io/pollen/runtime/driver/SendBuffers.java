package io.pollen.runtime.driver;

import io.pollen.runtime.sys.ErrnoException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/// Memory for what is about to be sent: the program has its own buffer back at once. Guarded by the
/// gate of the driver.
final class SendBuffers {
  /// How many bytes go into one.
  static final int BYTES = 8 * 1024;

  static final int COUNT = 256;

  final Slots slots;

  SendBuffers(Arena arena) throws ErrnoException {
    slots = new Slots(arena, COUNT, BYTES);
  }

  /// Copies what has room behind the first `filled` bytes, and advances the positions.
  ///
  /// @return how many bytes
  int fill(int buffer, int filled, ByteBuffer[] from, int first) {
    long at = slots.offset(buffer) + filled;
    int room = BYTES - filled;
    int moved = 0;
    for (int i = first; i < from.length && moved < room; i++) {
      int count = Math.min(from[i].remaining(), room - moved);
      MemorySegment.copy(MemorySegment.ofBuffer(from[i]), 0, slots.memory(), at + moved, count);
      from[i].position(from[i].position() + count);
      moved += count;
    }
    return moved;
  }
}
