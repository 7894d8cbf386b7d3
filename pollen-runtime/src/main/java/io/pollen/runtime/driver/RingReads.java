package io.pollen.runtime.driver;

import io.pollen.Waker;
import io.pollen.runtime.sys.ErrnoException;
import io.pollen.runtime.sys.Ring;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The reads of files of one ring. They fill memory of the driver's, from which the poll that takes
/// the answer copies: nothing of the program's is lent to the kernel, so that a read may be dropped
/// at any time.
final class RingReads implements FileReads {
  /// How many are under way at most: few devices do more at once, and the pool has the others.
  static final int COUNT = 256;

  // --- constant ---
  private final RingDriver on;
  private final Ring ring;
  private final Arena arena;
  final ReentrantLock gate;

  // --- under the gate ---
  private @Nullable Slots slots;
  private @Nullable ByteBuffer bytes;

  /// @param arena of what the kernel uses
  RingReads(RingDriver on, Arena arena) {
    this.on = on;
    this.arena = arena;
    ring = on.ring;
    gate = on.gate;
  }

  @Override
  public @Nullable FileRead begin(int fd, long offset, int bytes, Waker atEnd) {
    RingRead read;
    boolean isKnown;
    gate.lock();
    try {
      Slots memory = on.isClosed() || on.isClosing() ? null : slots();
      if (memory == null || memory.isEmpty() || !on.findRoom()) {
        return null;
      }
      read = new RingRead(this, memory.take(), atEnd);
      on.put(read);
      ring.read(fd, offset, memory.address(read.slot), bytes, read.token);
      on.begins();
      // Nobody is the owner as long as nothing was registered, or while another thread waits in its
      // place: then it is handed in now.
      isKnown = on.isOwner() || isHandedIn();
    } finally {
      gate.unlock();
    }
    if (!isKnown) {
      on.signal();
    }
    return read;
  }

  private boolean isHandedIn() {
    int _ = ring.submit(); // what fails here fails in the next poll, which throws
    return ring.announce() == 0;
  }

  private @Nullable Slots slots() {
    if (slots == null) {
      try {
        Slots made = new Slots(arena, COUNT, MOST_BYTES);
        bytes = made.memory().asByteBuffer();
        slots = made;
      } catch (ErrnoException e) {
        return null; // the pool says what it meets
      }
    }
    return slots;
  }

  /// The completion of a read. The polling thread only.
  void ended(RingRead read, int result, WakeBatch wakes) {
    gate.lock();
    try {
      on.remove(read);
      read.endsWith(result, wakes);
    } finally {
      gate.unlock();
    }
  }

  /// Copies what a slot has. Under the gate.
  ///
  /// @return `count`, or [FileRead#FAILED]: the memory is gone with the driver
  int copy(int slot, int count, ByteBuffer to) {
    if (slots == null || bytes == null || on.isClosed()) {
      return FileRead.FAILED;
    }
    if (count > 0) {
      int at = to.position();
      to.put(at, bytes, (int) slots.offset(slot), count);
      to.position(at + count);
    }
    return count;
  }

  /// The slot is free. Under the gate.
  void give(int slot) {
    if (slots != null) {
      slots.give(slot);
    }
  }

  /// How many have a slot. Under the gate.
  int taken() {
    return slots == null ? 0 : slots.taken();
  }
}
