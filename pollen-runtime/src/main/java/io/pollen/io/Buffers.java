package io.pollen.io;

import java.nio.ByteBuffer;

/// Questions about several buffers.
final class Buffers {
  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  private Buffers() {}

  static ByteBuffer firstWithRemaining(ByteBuffer[] buffers) {
    for (ByteBuffer buffer : buffers) {
      if (buffer.hasRemaining()) {
        return buffer;
      }
    }
    return buffers.length > 0 ? buffers[0] : NONE;
  }
}
