package io.pollen.io;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.sync.Semaphore;
import io.pollen.woven.RawFuture;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/// See [Io#stdin].
final class StandardInput implements AsyncRead {
  private static final int BYTES = 64 * 1024; // what a pipe holds on Linux

  static final StandardInput OF_THE_PROCESS =
      new StandardInput(StandardThread.named("pollen-stdin"), () -> System.in);

  private final Supplier<InputStream> source;
  private final StandardThread thread;
  private final Semaphore turns = new Semaphore(1);

  // --- whose turn it is, and the thread while it is called ---
  private byte[] buffer = {};
  private int next;
  private int end;
  private boolean atEnd;

  /// @param source asked for by each call
  StandardInput(Executor thread, Supplier<InputStream> source) {
    this.source = source;
    this.thread = new StandardThread(thread);
  }

  @Override
  public Future<Integer> read(ByteBuffer to) {
    if (to.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    return new InTurn<>("a read of the standard input", turns, () -> new Read(to));
  }

  /// On the thread.
  private void fetch() throws IOException {
    if (buffer.length == 0) {
      buffer = new byte[BYTES];
    }
    int count = source.get().read(buffer);
    next = 0;
    end = Math.max(count, 0);
    atEnd = count < 0;
  }

  private final class Read extends RawFuture<Integer> {
    private final ByteBuffer to;

    Read(ByteBuffer to) {
      this.to = to;
    }

    @Override
    public Object pollRaw(Context cx) throws Exception {
      if (!cx.proceed()) {
        return PENDING;
      }
      while (thread.isIdle(cx.waker())) {
        if (!to.hasRemaining() || next < end) {
          return handOver();
        }
        if (atEnd) {
          atEnd = false; // a terminal may go on after its end: the next read asks again
          return -1;
        }
        thread.begin(StandardInput.this::fetch);
      }
      cx.refund();
      return PENDING;
    }

    private int handOver() {
      int count = Math.min(to.remaining(), end - next);
      to.put(buffer, next, count);
      next += count;
      return count;
    }

    @Override
    public void drop() {
      thread.forget();
    }
  }

  @Override
  public String toString() {
    return "the standard input";
  }
}
