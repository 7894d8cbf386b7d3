package io.pollen.runtime.driver;

import io.pollen.runtime.sys.ErrnoException;
import io.pollen.runtime.sys.Pages;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Memory of a driver's own in pieces of one size. It takes room only where it was used. Guarded by
/// the gate of the driver.
final class Slots {
  private final MemorySegment memory;
  private final int bytes;

  // The latest one to come back is the next to go: it is in the processor's cache.
  private final int[] free;
  private int freeCount;

  /// @param arena with whose end the memory goes
  /// @param bytes how many there are in one
  Slots(Arena arena, int count, int bytes) throws ErrnoException {
    memory = Pages.reserve(arena, (long) count * bytes);
    this.bytes = bytes;
    free = new int[count];
    freeCount = count;
    for (int i = 0; i < count; i++) {
      free[i] = count - 1 - i;
    }
  }

  /// Whether all are taken.
  boolean isEmpty() {
    return freeCount == 0;
  }

  /// Whether none is taken.
  boolean isFull() {
    return freeCount == free.length;
  }

  /// How many are taken.
  int taken() {
    return free.length - freeCount;
  }

  /// Takes one that is free.
  int take() {
    return free[--freeCount];
  }

  void give(int slot) {
    free[freeCount++] = slot;
  }

  /// All of them, one behind the other.
  MemorySegment memory() {
    return memory;
  }

  /// Where `slot` begins in [#memory].
  long offset(int slot) {
    return (long) slot * bytes;
  }

  long address(int slot) {
    return memory.address() + offset(slot);
  }
}
