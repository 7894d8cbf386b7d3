package io.pollen.tls;

import io.pollen.Context;
import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.Waker;
import io.pollen.io.AsyncWrite;
import io.pollen.woven.RawFuture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// The ciphertext that is to be sent, and the transport's operation that sends it. Both belong to
/// the stream: an operation that is dropped leaves them here, and the next one, of the reader too,
/// goes on with them. Inside the gate only.
final class Outbound {
  private final AsyncWrite transport;
  private final Buffers buffers;
  private final Waker wakes;

  /// From position to limit: encrypted, not yet sent. Never empty.
  private @Nullable ByteBuffer held;

  /// The write, flush or shutdown that is under way; nothing else is begun before its end.
  private @Nullable Future<?> step;

  private boolean stepWrites;
  private @Nullable Throwable failure;

  /// @param wakes called when the operation that waits may go on
  Outbound(AsyncWrite transport, Buffers buffers, Waker wakes) {
    this.transport = transport;
    this.buffers = buffers;
    this.wakes = wakes;
  }

  /// Whether a record can be put behind what is there. A write under way has the buffer to itself.
  boolean hasRoom(SSLEngine engine) {
    ByteBuffer there = held;
    return step == null
        && (there == null
            || there.capacity() - there.limit() >= engine.getSession().getPacketBufferSize());
  }

  /// Has the engine make a record, of data or of what it has to say itself. Only while [#hasRoom].
  SSLEngineResult wrap(SSLEngine engine, ByteBuffer[] from) throws SSLException {
    ByteBuffer to = held;
    if (to == null) {
      to = buffers.lend(engine.getSession().getPacketBufferSize()).limit(0);
    }
    int end = to.limit();
    SSLEngineResult result = engine.wrap(from, to.duplicate().clear().position(end));
    to.limit(end + result.bytesProduced());
    if (to.hasRemaining() && failure == null) {
      held = to;
    } else {
      buffers.giveBack(to);
    }
    return result;
  }

  /// Sends what is there, and ends what is under way.
  ///
  /// @return false when it waits: both sides are woken then
  boolean push(Context cx) throws Exception {
    if (failure != null) {
      throw new IOException(
          "an earlier write of this TLS stream failed: " + failure.getMessage(), failure);
    }
    while (true) {
      Future<?> now = step;
      ByteBuffer there = held;
      if (now == null) {
        if (there == null) {
          return true;
        }
        now = transport.write(there);
        step = now;
        stepWrites = true;
      }
      if (!advance(now, cx)) {
        return false;
      }
    }
  }

  /// The same for who reads, and goes on when nothing can be sent any more: the failure is the
  /// writer's.
  ///
  /// @return false when it waits
  boolean pushQuietly(Context cx) {
    if (failure != null) {
      return true;
    }
    try {
      return push(cx);
    } catch (Exception _) {
      return true;
    }
  }

  private boolean advance(Future<?> now, Context cx) throws Exception {
    Object answer;
    try {
      answer = RawFuture.poll(now, cx.withWaker(wakes));
      if (answer == RawFuture.PENDING) {
        return false;
      }
      if (stepWrites && Integer.valueOf(0).equals(answer)) {
        throw new IOException("the transport took none of the bytes");
      }
    } catch (Throwable failed) {
      step = null;
      held = null;
      failure = failed;
      throw failed;
    }
    step = null;
    ByteBuffer there = held;
    if (there != null && !there.hasRemaining()) {
      held = null;
      buffers.giveBack(there);
    }
    return true;
  }

  /// Begins a flush or shutdown of the transport, which [#push] brings to its end. Only after
  /// [#push] has answered true.
  void begin(Function<AsyncWrite, Future<Void>> operation) {
    step = operation.apply(transport);
    stepWrites = false;
  }

  /// For an await tree: any thread.
  @Nullable Future<?> waitsFor() {
    return step;
  }

  /// How many bytes of memory are borrowed.
  int borrowed() {
    ByteBuffer there = held;
    return there == null ? 0 : there.capacity();
  }

  void release() {
    Future<?> left = step;
    step = null;
    held = null; // not given back: a transport that breaks its contract may still read from it
    if (left != null) {
      FailureHook.drop(left);
    }
  }
}
