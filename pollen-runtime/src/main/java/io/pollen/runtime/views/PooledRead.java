package io.pollen.runtime.views;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.io.AsyncRead;
import io.pollen.runtime.blocking.PoolCall;
import io.pollen.runtime.task.Spawner;
import io.pollen.woven.RawFuture;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An `InputStream` for tasks: what `AsyncRuntime.asyncRead` makes.
public final class PooledRead implements AsyncRead {
  /// How many bytes one blocking call reads or writes for tasks: a hop to the pool and back takes
  /// as long as copying some ten thousand of them.
  public static final int BYTES = 64 << 10;

  private final Spawner pool;
  private final InputStream source;
  private final byte[] buffer;

  /// Fills the buffer. Nobody else touches it while the call is under way.
  private final PoolCall<Integer> fetch = new PoolCall<>();

  // --- whoever reads ---
  private int next;
  private int end;

  /// @param capacity how many bytes at most one call fetches
  public PooledRead(Spawner pool, InputStream source, int capacity) {
    this.pool = pool;
    this.source = Objects.requireNonNull(source, "source");
    this.buffer = new byte[capacity];
  }

  @Override
  public Future<Integer> read(ByteBuffer to) {
    if (to.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    return new Read(this, to);
  }

  /// On a thread of the pool.
  private int fetch() throws IOException {
    int count = source.read(buffer);
    if (count == 0) {
      throw new IOException(source + " has read nothing, which it may only into an empty array");
    }
    return count;
  }

  /// @return the number of bytes, −1 at the end, or [RawFuture#PENDING]
  private Object poll(ByteBuffer to, Context cx) throws Exception {
    if (!to.hasRemaining() || next < end) {
      return cx.proceed() ? handOver(to) : RawFuture.PENDING;
    }
    if (!fetch.isUnderWay()) {
      fetch.begin(pool, this::fetch);
    }
    if (!(fetch.poll(cx) instanceof Poll.Ready<Integer>(Integer count))) {
      return RawFuture.PENDING;
    }
    if (count < 0) {
      return -1;
    }
    next = 0;
    end = count;
    return handOver(to);
  }

  private int handOver(ByteBuffer to) {
    int count = Math.min(to.remaining(), end - next);
    to.put(buffer, next, count);
    next += count;
    return count;
  }

  private static final class Read extends RawFuture<Integer> {
    private final ByteBuffer to;
    private @Nullable PooledRead from;
    private boolean waits;

    Read(PooledRead from, ByteBuffer to) {
      this.from = from;
      this.to = to;
    }

    @Override
    public Object pollRaw(Context cx) throws Exception {
      PooledRead source = from;
      if (source == null) {
        throw new IllegalStateException("a read was polled after it had completed or was dropped");
      }
      from = null; // also when the poll throws
      Object answer = source.poll(to, cx);
      if (answer == PENDING) {
        from = source;
        waits = true;
      }
      return answer;
    }

    @Override
    public void drop() {
      if (from != null && waits) { // else another one may
        from.fetch.forget();
      }
      from = null;
    }

    @Override
    public String toString() {
      return from == null ? "a read, completed or dropped" : "a read of " + from.source;
    }
  }
}
