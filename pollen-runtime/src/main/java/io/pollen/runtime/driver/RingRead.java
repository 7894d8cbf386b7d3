package io.pollen.runtime.driver;

import io.pollen.Context;
import io.pollen.Waker;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A read of a file by a ring, into a slot of [RingReads]. The slot is the kernel's until the
/// completion, then the read's until its answer was given, or it was dropped.
final class RingRead extends RingRequest implements FileRead {
  // --- constant ---
  private final RingReads reads;
  final int slot;
  final Waker atEnd;

  // --- under the gate of the driver ---
  private @Nullable Waker reader;
  private boolean hasEnded;
  private int result;
  private boolean dropped;

  RingRead(RingReads reads, int slot, Waker atEnd) {
    this.reads = reads;
    this.slot = slot;
    this.atEnd = atEnd;
  }

  @Override
  public int poll(Context cx, ByteBuffer to) {
    Waker waker = cx.waker(); // may be the program's code
    reads.gate.lock();
    try {
      if (!hasEnded) {
        reader = waker;
        return PENDING;
      }
      return result < 0 ? FAILED : reads.copy(slot, result, to);
    } finally {
      reads.gate.unlock();
    }
  }

  @Override
  public void drop() {
    reads.gate.lock();
    try {
      dropped = true;
      reader = null;
      if (hasEnded) {
        reads.give(slot);
      }
    } finally {
      reads.gate.unlock();
    }
  }

  /// Under the gate.
  void endsWith(int result, WakeBatch wakes) {
    hasEnded = true;
    this.result = result;
    if (dropped) {
      reads.give(slot);
    }
    wakes.add(atEnd);
    wakes.add(reader);
    reader = null;
  }

  // --- the polling thread ---

  @Override
  void completed(RingDriver by, int result, int flags, WakeBatch wakes) {}

  @Override
  void ended(RingDriver by, int result, WakeBatch wakes) {
    reads.ended(this, result, wakes);
  }

  /// The kernel has not answered in time. Its memory stays, and of the file the kernel has a
  /// reference of its own.
  @Override
  void close() {
    WakeBatch wakes = new WakeBatch();
    reads.gate.lock();
    try {
      endsWith(-1, wakes);
    } finally {
      reads.gate.unlock();
    }
    wakes.wakeAll();
  }
}
