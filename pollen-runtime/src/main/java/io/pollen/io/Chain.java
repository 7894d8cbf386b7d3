package io.pollen.io;

import io.pollen.Future;
import io.pollen.io.step.Steps;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One source after another, see [AsyncRead#chain].
final class Chain implements AsyncRead {
  private final AsyncRead then;
  private AsyncRead current;

  Chain(AsyncRead first, AsyncRead then) {
    this.current = first;
    this.then = Objects.requireNonNull(then, "then");
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
    protected Future<?> first() {
      return current.read(to);
    }

    @Override
    protected @Nullable Future<?> next(Object answer) {
      count = (Integer) answer;
      if (count < 0 && current != then) {
        current = then;
        return first();
      }
      return null;
    }

    @Override
    protected Integer result() {
      return count;
    }
  }
}
