package io.pollen.io;

import io.pollen.Future;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Arrays;

/// See [Io#repeat].
final class RepeatingSource implements AsyncRead {
  private final byte one;

  RepeatingSource(byte one) {
    this.one = one;
  }

  @Override
  public Future<Integer> read(ByteBuffer to) {
    if (to.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    return new AtOnce<>("a read of one byte again and again", () -> fill(to));
  }

  private int fill(ByteBuffer to) {
    int count = to.remaining();
    if (to.hasArray()) {
      int from = to.arrayOffset() + to.position();
      Arrays.fill(to.array(), from, from + count, one);
      to.position(to.limit());
    } else {
      while (to.hasRemaining()) {
        to.put(one);
      }
    }
    return count;
  }

  @Override
  public String toString() {
    return "Io.repeat(" + one + ")";
  }
}
