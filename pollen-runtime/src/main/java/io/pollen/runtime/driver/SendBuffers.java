package io.pollen.runtime.driver;

import io.pollen.runtime.sys.ErrnoException;
import io.pollen.runtime.sys.Pages;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/// Memory for what is about to be sent: the program has its own buffer back at once. Guarded by the
/// gate of the driver.
final class SendBuffers {
  /// How many bytes go into one.
  static final int BYTES = 8 * 1024;

  static final int COUNT = 256;

  private final MemorySegment memory;

  // The latest one to come back is the next to go: it is in the processor's cache.
  private final int[] free = new int[COUNT];
  private int freeCount = COUNT;

  SendBuffers(Arena arena) throws ErrnoException {
    memory = Pages.reserve(arena, (long) COUNT * BYTES);
    for (int i = 0; i < COUNT; i++) {
      free[i] = COUNT - 1 - i;
    }
  }

  boolean isEmpty() {
    return freeCount == 0;
  }

  boolean isFull() {
    return freeCount == COUNT;
  }

  int take() {
    return free[--freeCount];
  }

  void give(int buffer) {
    free[freeCount++] = buffer;
  }

  long address(int buffer) {
    return memory.address() + (long) buffer * BYTES;
  }

  /// Copies what has room behind the first `filled` bytes, and advances the positions.
  ///
  /// @return how many bytes
  int fill(int buffer, int filled, ByteBuffer[] from, int first) {
    long at = (long) buffer * BYTES + filled;
    int room = BYTES - filled;
    int moved = 0;
    for (int i = first; i < from.length && moved < room; i++) {
      int count = Math.min(from[i].remaining(), room - moved);
      MemorySegment.copy(MemorySegment.ofBuffer(from[i]), 0, memory, at + moved, count);
      from[i].position(from[i].position() + count);
      moved += count;
    }
    return moved;
  }
}
