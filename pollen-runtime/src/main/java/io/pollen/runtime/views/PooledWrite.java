package io.pollen.runtime.views;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.io.AsyncWrite;
import io.pollen.runtime.blocking.PoolCall;
import io.pollen.runtime.task.Spawner;
import io.pollen.woven.RawFuture;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// An `OutputStream` for tasks: what `AsyncRuntime.asyncWrite` makes.
public final class PooledWrite implements AsyncWrite {
  private final Spawner pool;
  private final PooledSink sink;

  /// Under way whenever the sink is active.
  private final PoolCall<PooledSink> call = new PoolCall<>();

  /// @param capacity how many bytes at most wait, and how many one call writes
  public PooledWrite(Spawner pool, OutputStream sink, int capacity) {
    this.pool = pool;
    this.sink = new PooledSink(Objects.requireNonNull(sink, "sink"), capacity);
  }

  @Override
  public Future<Integer> write(ByteBuffer from) {
    return new Write(this, from);
  }

  @Override
  public Future<Void> flush() {
    return new Rest(this, PooledSink::askFlush);
  }

  @Override
  public Future<Void> shutdown() {
    return new Rest(this, PooledSink::askClose);
  }

  /// As the first poll of [#shutdown], and nobody waits for it.
  public void beginShutdown() {
    sink.askClose();
    beginIfAsked();
  }

  private void beginIfAsked() {
    if (!sink.activate()) {
      return;
    }
    try {
      call.begin(
          pool,
          () -> {
            sink.work();
            return sink;
          });
    } catch (RuntimeException | Error noThread) {
      sink.fail(noThread);
      throw noThread;
    }
  }

  /// Whether the call that is active still is; if so, `cx`'s waker is called at its end.
  private boolean isActive(Context cx) {
    if (!call.isUnderWay()) {
      return false;
    }
    try {
      return !call.poll(cx).isReady();
    } catch (Exception cancelled) { // the pool is closed: work() itself throws nothing
      sink.fail(cancelled);
      return false;
    }
  }

  /// One operation at a time.
  private abstract static class Operation<T> extends RawFuture<T> {
    private @Nullable PooledWrite on;

    Operation(PooledWrite on) {
      this.on = on;
    }

    /// @return the answer, or PENDING with the waker stored
    abstract @Nullable Object attempt(PooledWrite to, Context cx) throws Exception;

    abstract String name();

    @Override
    public final @Nullable Object pollRaw(Context cx) throws Exception {
      PooledWrite to = on;
      if (to == null) {
        throw new IllegalStateException(
            name() + " was polled after it had completed or was dropped");
      }
      if (!cx.proceed()) {
        return PENDING;
      }
      on = null; // also when the attempt throws
      Object answer = attempt(to, cx);
      if (answer == PENDING) {
        on = to;
        cx.refund();
      }
      return answer;
    }

    @Override
    public final void drop() {
      if (on != null) {
        on.call.forget();
        on = null;
      }
    }

    @Override
    public String toString() {
      return on == null ? name() + ", completed or dropped" : name() + " of " + on.sink;
    }
  }

  private static final class Write extends Operation<Integer> {
    private final ByteBuffer from;

    Write(PooledWrite on, ByteBuffer from) {
      super(on);
      this.from = from;
    }

    @Override
    Object attempt(PooledWrite to, Context cx) throws Exception {
      while (from.hasRemaining()) {
        int count = to.sink.accept(from);
        to.beginIfAsked();
        if (count > 0) {
          return count;
        }
        if (to.isActive(cx)) {
          return PENDING;
        }
      }
      return 0;
    }

    @Override
    String name() {
      return "a write";
    }
  }

  /// Asks for something, and waits until all is done.
  private static final class Rest extends Operation<Void> {
    private final Consumer<PooledSink> ask;
    private boolean asked;

    Rest(PooledWrite on, Consumer<PooledSink> ask) {
      super(on);
      this.ask = ask;
    }

    @Override
    @Nullable Object attempt(PooledWrite to, Context cx) throws Exception {
      if (!asked) {
        asked = true;
        ask.accept(to.sink);
      }
      to.beginIfAsked();
      while (!to.sink.isAtRest()) {
        if (to.isActive(cx)) {
          return PENDING;
        }
      }
      return null;
    }

    @Override
    String name() {
      return "a flush or shutdown";
    }
  }
}
