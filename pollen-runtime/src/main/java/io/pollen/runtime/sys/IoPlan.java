package io.pollen.runtime.sys;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/// Which bytes one vectored call moves: whole direct buffers, and heap buffers as far as the
/// thread's scratch memory reaches; at most 64 pieces. Made for one call.
public final class IoPlan {
  private final ByteBuffer[] buffers;
  private final int first;
  private int pieces;
  private int attempted;

  private IoPlan(ByteBuffer[] buffers, int first) {
    this.buffers = buffers;
    this.first = first;
  }

  /// A plan for the buffers from index `from` on; leading empty ones count for nothing.
  public static IoPlan of(ByteBuffer[] buffers, int from) {
    int first = from;
    while (first < buffers.length && !buffers[first].hasRemaining()) {
      first++;
    }
    IoPlan plan = new IoPlan(buffers, first);
    int heap = 0;
    int index = first;
    for (; index < buffers.length && index - first < Scratch.MAX_PIECES; index++) {
      ByteBuffer buffer = buffers[index];
      if (!buffer.isDirect() && heap + buffer.remaining() > Scratch.BUFFER_BYTES && heap > 0) {
        break;
      }
      int bytes =
          buffer.isDirect()
              ? buffer.remaining()
              : Math.min(buffer.remaining(), Scratch.BUFFER_BYTES - heap);
      if (plan.attempted > Integer.MAX_VALUE - bytes) {
        break;
      }
      heap += buffer.isDirect() ? 0 : bytes;
      plan.attempted += bytes;
      if (bytes < buffer.remaining()) {
        index++;
        break;
      }
    }
    plan.pieces = index - first;
    return plan;
  }

  /// How many bytes the call tries to move.
  public int attempted() {
    return attempted;
  }

  int pieces() {
    return pieces;
  }

  /// Fills in the `struct iovec`s, and for sending the bytes of heap buffers.
  MemorySegment layOut(Scratch scratch, boolean sending) {
    MemorySegment vector = scratch.pieces();
    int heap = 0;
    int left = attempted;
    for (int i = 0; i < pieces; i++) {
      ByteBuffer buffer = buffers[first + i];
      int bytes = Math.min(buffer.remaining(), left);
      long address;
      if (buffer.isDirect()) {
        address = addressOf(buffer);
      } else {
        MemorySegment room = scratch.buffer().asSlice(heap, bytes);
        if (sending) {
          MemorySegment.copy(MemorySegment.ofBuffer(buffer), 0, room, 0, bytes);
        }
        address = room.address();
        heap += bytes;
      }
      vector.set(JAVA_LONG, i * 16L, address);
      vector.set(JAVA_LONG, i * 16L + 8, bytes);
      left -= bytes;
    }
    return vector;
  }

  /// The kernel gets bare addresses, so what a call with a segment checks is checked here. Who
  /// closes a shared arena while another thread is inside the call is not stopped.
  private static long addressOf(ByteBuffer direct) {
    MemorySegment segment = MemorySegment.ofBuffer(direct);
    if (!segment.scope().isAlive()) {
      throw new IllegalStateException("a buffer whose arena is closed");
    }
    if (!segment.isAccessibleBy(Thread.currentThread())) {
      throw new WrongThreadException("a buffer of another thread's confined arena");
    }
    return segment.address();
  }

  /// Advances the positions by `moved` bytes in all, and for receiving fetches the bytes of heap
  /// buffers.
  void moved(Scratch scratch, int moved, boolean receiving) {
    int heap = 0;
    int left = moved;
    for (int i = 0; i < pieces && left > 0; i++) {
      ByteBuffer buffer = buffers[first + i];
      int bytes = Math.min(buffer.remaining(), left);
      if (!buffer.isDirect()) {
        if (receiving) {
          MemorySegment target = MemorySegment.ofBuffer(buffer);
          MemorySegment.copy(scratch.buffer(), heap, target, 0, bytes);
        }
        heap += bytes;
      }
      buffer.position(buffer.position() + bytes);
      left -= bytes;
    }
  }
}
