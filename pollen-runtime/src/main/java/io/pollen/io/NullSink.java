package io.pollen.io;

import io.pollen.Future;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;

/// See [Io#sink].
final class NullSink implements AsyncWrite {
  private boolean ended; // the task that writes

  @Override
  public Future<Integer> write(ByteBuffer from) {
    return write(new ByteBuffer[] {Objects.requireNonNull(from, "from")});
  }

  @Override
  public Future<Integer> write(ByteBuffer... from) {
    ByteBuffer[] own = from.clone();
    return new AtOnce<>("a write to nowhere", () -> swallow(own));
  }

  private int swallow(ByteBuffer[] all) throws IOException {
    if (ended) {
      throw new IOException("this sink was shut down");
    }
    long sum = 0;
    for (ByteBuffer from : all) {
      int count = (int) Math.min(from.remaining(), Integer.MAX_VALUE - sum);
      from.position(from.position() + count);
      sum += count;
    }
    return (int) sum;
  }

  @Override
  public Future<Void> shutdown() {
    return AtOnce.action("the end of writes to nowhere", () -> ended = true);
  }

  @Override
  public String toString() {
    return "Io.sink()";
  }
}
