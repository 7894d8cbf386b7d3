package io.pollen.io;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.NotCancelSafe;
import io.pollen.sync.Semaphore;
import io.pollen.woven.RawFuture;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// See [Io#stdout] and [Io#stderr].
final class StandardOutput implements AsyncWrite {
  private static final int BYTES = 64 * 1024; // as many as a read of the standard input

  static final StandardOutput OUT_OF_THE_PROCESS =
      new StandardOutput(
          "the standard output", StandardThread.named("pollen-stdout"), () -> System.out);
  static final StandardOutput ERR_OF_THE_PROCESS =
      new StandardOutput(
          "the standard error output", StandardThread.named("pollen-stderr"), () -> System.err);

  private final String name;
  private final Supplier<PrintStream> sink;
  private final StandardThread thread;
  private final Semaphore turns = new Semaphore(1);

  // --- whose turn it is, and the thread while it is called ---
  private byte[] buffer = {};
  private int filled;

  /// @param sink asked for by each call
  StandardOutput(String name, Executor thread, Supplier<PrintStream> sink) {
    this.name = name;
    this.sink = sink;
    this.thread = new StandardThread(thread);
  }

  @Override
  public Future<Integer> write(ByteBuffer from) {
    return write(new ByteBuffer[] {Objects.requireNonNull(from, "from")});
  }

  @Override
  public Future<Integer> write(ByteBuffer... from) {
    ByteBuffer[] own = from.clone();
    return inTurn("a write to ", () -> new Write(own));
  }

  @NotCancelSafe("how much it has written is only in the buffer")
  @Override
  public Future<Void> writeAll(ByteBuffer from) {
    Objects.requireNonNull(from, "from");
    return inTurn("a write to ", () -> new WriteAll(new WithoutTurn(), from));
  }

  @NotCancelSafe("how much it has written is only in the buffers")
  @Override
  public Future<Void> writeAll(ByteBuffer... from) {
    ByteBuffer[] own = from.clone();
    return inTurn("a write to ", () -> new WriteAllVectored(new WithoutTurn(), own));
  }

  @Override
  public Future<Void> flush() {
    return inTurn("a flush of ", Rest::new);
  }

  /// The stream is the process's: it goes on.
  @Override
  public Future<Void> shutdown() {
    return flush();
  }

  private <T> Future<T> inTurn(String what, Supplier<Future<T>> operation) {
    return new InTurn<>(what + name, turns, operation);
  }

  /// On the thread.
  private void writeOut() throws IOException {
    PrintStream to = sink.get();
    to.write(buffer, 0, filled);
    if (to.checkError()) { // flushes
      throw new IOException(
          "writing to %s has failed: who reads it may be gone (a PrintStream tells no more)"
              .formatted(name));
    }
  }

  /// For the operations of one turn.
  private final class WithoutTurn implements AsyncWrite {
    @Override
    public Future<Integer> write(ByteBuffer from) {
      return new Write(from);
    }

    @Override
    public Future<Integer> write(ByteBuffer... from) {
      return new Write(from);
    }

    @Override
    public Future<Void> shutdown() {
      return new Rest();
    }
  }

  /// Waits for the call of an operation that was dropped, or its own, and so tells of its failure.
  private abstract class Operation<T> extends RawFuture<T> {
    /// The thread is idle.
    ///
    /// @return the answer, or PENDING when a call was begun
    abstract @Nullable Object step();

    @Override
    public final @Nullable Object pollRaw(Context cx) throws Exception {
      if (!cx.proceed()) {
        return PENDING;
      }
      while (thread.isIdle(cx.waker())) {
        Object answer = step();
        if (answer != PENDING) {
          return answer;
        }
      }
      cx.refund();
      return PENDING;
    }

    @Override
    public final void drop() {
      thread.forget();
    }
  }

  private final class Write extends Operation<Integer> {
    private final ByteBuffer[] from;
    private boolean begun;
    private int count;

    Write(ByteBuffer... from) {
      this.from = from;
    }

    @Override
    Object step() {
      if (begun) {
        return count;
      }
      count = take();
      if (count == 0) {
        return 0;
      }
      begun = true;
      filled = count;
      thread.begin(StandardOutput.this::writeOut);
      return PENDING;
    }

    private int take() {
      if (buffer.length == 0) {
        buffer = new byte[BYTES];
      }
      int taken = 0;
      for (ByteBuffer next : from) {
        int more = Math.min(next.remaining(), BYTES - taken);
        next.get(buffer, taken, more);
        taken += more;
      }
      return taken;
    }
  }

  private final class Rest extends Operation<Void> {
    @Override
    @Nullable Object step() {
      return null;
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
