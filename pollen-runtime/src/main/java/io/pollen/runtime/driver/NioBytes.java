package io.pollen.runtime.driver;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.ScatteringByteChannel;
import java.nio.channels.WritableByteChannel;

/// Bytes in and out of a channel, of heap buffers 64 KiB at a time: `java.nio` copies all that it
/// gets to direct memory, which it keeps for the thread.
final class NioBytes {
  private static final int HEAP_BYTES = 64 * 1024;

  private NioBytes() {}

  static int read(ReadableByteChannel channel, ByteBuffer to) throws IOException {
    int limit = cut(to);
    try {
      return channel.read(to);
    } finally {
      to.limit(limit);
    }
  }

  static int write(WritableByteChannel channel, ByteBuffer from) throws IOException {
    int limit = cut(from);
    try {
      return channel.write(from);
    } finally {
      from.limit(limit);
    }
  }

  /// The buffers from index `first` on; one of them has room.
  static long read(ScatteringByteChannel channel, ByteBuffer[] to, int first) throws IOException {
    int begin = firstWithRoom(to, first);
    int whole = whole(to, begin);
    return whole == 0 ? read(channel, to[begin]) : channel.read(to, begin, whole);
  }

  /// The buffers from index `first` on; one of them has bytes.
  static long write(GatheringByteChannel channel, ByteBuffer[] from, int first) throws IOException {
    int begin = firstWithRoom(from, first);
    int whole = whole(from, begin);
    return whole == 0 ? write(channel, from[begin]) : channel.write(from, begin, whole);
  }

  static boolean isEmpty(ByteBuffer[] buffers, int first) {
    return firstWithRoom(buffers, first) == buffers.length;
  }

  /// Lowers the limit of a heap buffer to what one call gets.
  ///
  /// @return the limit before
  private static int cut(ByteBuffer buffer) {
    int limit = buffer.limit();
    if (!buffer.isDirect() && buffer.remaining() > HEAP_BYTES) {
      buffer.limit(buffer.position() + HEAP_BYTES);
    }
    return limit;
  }

  /// How many of the buffers from index `first` on one call gets whole; 0 when already the first is
  /// to be cut.
  private static int whole(ByteBuffer[] buffers, int first) {
    int heap = 0;
    int index = first;
    for (; index < buffers.length; index++) {
      int bytes = buffers[index].isDirect() ? 0 : buffers[index].remaining();
      if (bytes > HEAP_BYTES - heap) {
        break;
      }
      heap += bytes;
    }
    return index - first;
  }

  private static int firstWithRoom(ByteBuffer[] buffers, int first) {
    int index = first;
    while (index < buffers.length && !buffers[index].hasRemaining()) {
      index++;
    }
    return index;
  }
}
