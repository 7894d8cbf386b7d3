package io.pollen.io;

import io.pollen.Future;
import io.pollen.io.step.Steps;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The first bytes of a source, see [AsyncRead#take].
final class Take implements AsyncRead {
  private final AsyncRead source;
  private long left;

  Take(AsyncRead source, long limit) {
    if (limit < 0) {
      throw new IllegalArgumentException("limit " + limit + " is negative");
    }
    this.source = source;
    this.left = limit;
  }

  @Override
  public Future<Integer> read(ByteBuffer to) {
    return new Read(to);
  }

  private final class Read extends Steps<Integer> {
    private final ByteBuffer to;
    private int count;

    Read(ByteBuffer to) {
      this.to = to;
    }

    @Override
    protected @Nullable Future<?> first() {
      if (left == 0) {
        count = to.hasRemaining() ? -1 : 0;
        return null;
      }
      int most = (int) Math.min(left, to.remaining());
      return source.read(to.slice(to.position(), most));
    }

    @Override
    protected @Nullable Future<?> next(Object answer) {
      count = (Integer) answer;
      if (count > 0) {
        left -= count;
        to.position(to.position() + count);
      }
      return null;
    }

    @Override
    protected Integer result() {
      return count;
    }
  }
}
