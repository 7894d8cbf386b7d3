package io.pollen.runtime.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// A thread's native memory for system calls: where `errno` lands, room for small arguments, and
/// the stop-over of bytes that belong to a heap buffer. Freed when its thread is gone.
final class Scratch {
  /// How many bytes of a heap buffer one call moves at most.
  static final int BUFFER_BYTES = 64 * 1024;

  /// How many pieces one vectored call moves at most.
  static final int MAX_PIECES = 64;

  private static final int ARGUMENT_BYTES = 128;
  private static final ThreadLocal<Scratch> CURRENT = ThreadLocal.withInitial(Scratch::new);

  // --- only the thread that owns it ---
  private final Arena arena = Arena.ofAuto();
  final MemorySegment errno = arena.allocate(Native.CALL_STATE);
  final MemorySegment argument = arena.allocate(ARGUMENT_BYTES, 16);
  final MemorySegment length = arena.allocate(4, 4);
  private @Nullable MemorySegment buffer;
  private @Nullable MemorySegment pieces;

  private Scratch() {}

  static Scratch get() {
    return CURRENT.get();
  }

  /// [#BUFFER_BYTES] bytes, allocated at the first heap buffer.
  MemorySegment buffer() {
    MemorySegment segment = buffer;
    if (segment == null) {
      segment = arena.allocate(BUFFER_BYTES, 64);
      buffer = segment;
    }
    return segment;
  }

  /// Room for [#MAX_PIECES] `struct iovec`, allocated at the first vectored call.
  MemorySegment pieces() {
    MemorySegment segment = pieces;
    if (segment == null) {
      segment = arena.allocate(StreamCalls.IOVEC, MAX_PIECES);
      pieces = segment;
    }
    return segment;
  }
}
