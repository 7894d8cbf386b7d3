package io.pollen.runtime.driver;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/// Bytes that a peek has taken out of a channel which cannot peek, kept for the next read. The
/// reading task's.
final class Peeked {
  /// How many bytes are kept at most.
  private static final int MOST = 64 * 1024;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /// From position to limit.
  private ByteBuffer held = NOTHING;

  boolean isEmpty() {
    return !held.hasRemaining();
  }

  /// Copies what is held, and what `channel` gives in addition now, to `to`; all of it stays held.
  ///
  /// @return the number of bytes; 0 when there are none now, negative at the end
  int peek(SocketChannel channel, ByteBuffer to) throws IOException {
    int wanted = Math.min(to.remaining(), MOST);
    if (held.remaining() < wanted) {
      ByteBuffer more = ByteBuffer.allocate(wanted).put(held.duplicate());
      int got = channel.read(more);
      if (more.position() == 0) {
        return got;
      }
      held = more.flip();
    }
    int count = Math.min(wanted, held.remaining());
    to.put(held.slice(held.position(), count));
    return count;
  }

  /// Moves what is held to `to`, as far as it fits.
  int take(ByteBuffer to) {
    int count = Math.min(to.remaining(), held.remaining());
    to.put(held.slice(held.position(), count));
    held.position(held.position() + count);
    if (isEmpty()) {
      held = NOTHING;
    }
    return count;
  }
}
