package io.pollen.bench.block;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.bench.block.Values.Gate;
import io.pollen.bench.block.Values.Ready;
import io.pollen.woven.RawFuture;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The shapes as one would write them by hand: a class each, whose fields are its state. They do
/// what a future must (it may be dropped, and says what it waits for by its class), and nothing
/// else. `nested` is plain calls, for what never waits needs no future.
class HandWritten implements Maker {
  @Override
  public Future<Integer> ready(int x) {
    return new Plus1(new Ready(x));
  }

  @Override
  public Future<Integer> resume(Gate gate, int times) {
    return new Sum(gate, times);
  }

  @Override
  public Future<Integer> nested(int x) {
    return new Ready(outer(x) + 1);
  }

  private static Integer outer(int x) {
    return middle(x) + middle(x + 1);
  }

  private static Integer middle(int x) {
    return inner(x) * 2;
  }

  private static Integer inner(int x) {
    return x + (x + 1);
  }

  @Override
  public Future<Integer> deepResume(Gate gate, int times) {
    return new Plus1(new Plus1(new Sum(gate, times)));
  }

  private static final class Plus1 extends RawFuture<Integer> {
    private @Nullable RawFuture<Integer> awaited;

    Plus1(RawFuture<Integer> awaited) {
      this.awaited = awaited;
    }

    @Override
    public @Nullable Object pollRaw(Context cx) throws Exception {
      RawFuture<Integer> future = awaited;
      if (future == null) {
        throw new IllegalStateException("polled after its end");
      }
      Object answer = future.pollRaw(cx);
      if (answer == PENDING) {
        return PENDING;
      }
      awaited = null;
      return Values.number(answer) + 1;
    }

    @Override
    public void drop() {
      RawFuture<Integer> future = awaited;
      awaited = null;
      if (future != null) {
        future.drop();
      }
    }
  }

  /// A machine of two states, as one draws it: about to ask, and waiting for an answer.
  private static final class Sum extends RawFuture<Integer> {
    private static final int ASKING = 0;
    private static final int WAITING = 1;
    private static final int DONE = 2;

    private final Gate gate;
    private final int times;
    private int state = ASKING;
    private @Nullable RawFuture<Integer> awaited;
    private int asked;
    private int sum;

    Sum(Gate gate, int times) {
      this.gate = gate;
      this.times = times;
    }

    @Override
    public @Nullable Object pollRaw(Context cx) throws Exception {
      while (true) {
        switch (state) {
          case ASKING -> {
            if (asked == times) {
              state = DONE;
              return sum;
            }
            awaited = gate;
            state = WAITING;
          }
          case WAITING -> {
            Object answer = Objects.requireNonNull(awaited).pollRaw(cx);
            if (answer == PENDING) {
              return PENDING;
            }
            awaited = null;
            sum += Values.number(answer);
            asked++;
            state = ASKING;
          }
          default -> throw new IllegalStateException("polled after its end");
        }
      }
    }

    @Override
    public void drop() {
      RawFuture<Integer> future = awaited;
      awaited = null;
      state = DONE;
      if (future != null) {
        future.drop();
      }
    }
  }
}
