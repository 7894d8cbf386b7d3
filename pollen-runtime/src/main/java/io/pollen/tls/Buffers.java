package io.pollen.tls;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;

/// Lends buffers to connections while they have something in them, so that one that is idle holds
/// none. Any thread.
final class Buffers {
  /// Room for a record (16,709 bytes) behind others that are not full.
  static final int BYTES = 32 * 1024;

  /// How many are kept for the next one: 2 MiB.
  private static final int KEPT = 64;

  private final ArrayBlockingQueue<ByteBuffer> free = new ArrayBlockingQueue<>(KEPT);

  /// An empty buffer, ready to be written to.
  ///
  /// @param least how many bytes it must have; more than [#BYTES] where large records are allowed
  ByteBuffer lend(int least) {
    ByteBuffer kept = least <= BYTES ? free.poll() : null;
    return kept != null ? kept : ByteBuffer.allocate(Math.max(least, BYTES));
  }

  /// Takes a buffer back that nothing refers to any more.
  void giveBack(ByteBuffer buffer) {
    if (buffer.capacity() == BYTES) {
      var _ = free.offer(buffer.clear()); // full: the collector has it
    }
  }
}
