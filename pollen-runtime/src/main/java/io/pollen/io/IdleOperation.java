package io.pollen.io;

import io.pollen.Context;
import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.Inspectable;
import io.pollen.Inspection;
import io.pollen.Poll;
import io.pollen.runtime.driver.TimerEntry;
import io.pollen.runtime.seam.Clock;
import io.pollen.woven.RawFuture;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// An operation of an [IdleTimeout] and the timer of its wait in one object. The operation is
/// polled before the time is looked at, so what is ready wins. The other direction does not touch
/// this timer: when it fires, the deadline may have moved, and it is armed again.
///
/// @param <T> the type of the answer
final class IdleOperation<T> extends TimerEntry<T> implements Inspectable {
  private final ByteBuffer[] buffers;
  private final IdleTime idle;
  private final Duration limit;
  private final Object stream;

  /// Null when it has completed or was dropped.
  private @Nullable Future<T> operation;

  private boolean waits;
  private long begun; // while it waits
  private boolean polling;
  private boolean droppedWhilePolling;

  /// @param buffers in whose positions it shows what has moved
  /// @param stream its name in messages
  IdleOperation(
      Future<T> operation, ByteBuffer[] buffers, IdleTime idle, Duration limit, Object stream) {
    super(limit);
    this.operation = operation;
    this.buffers = buffers;
    this.idle = idle;
    this.limit = limit;
    this.stream = stream;
  }

  @Override
  public @Nullable Object pollRaw(Context cx) throws Exception {
    Future<T> inner = operation;
    if (inner == null) {
      throw new IllegalStateException(
          "a stream operation was polled after it had completed or was dropped");
    }
    if (polling) {
      throw new IllegalStateException("a stream operation was polled from inside its own poll");
    }
    boolean goOn = false;
    try {
      Object answer = advance(inner, cx);
      if (droppedWhilePolling) {
        return PENDING;
      }
      if (answer == PENDING && isIdle(cx)) {
        throw new SocketTimeoutException(
            "nothing was read from or written to %s for %d ms, its idle timeout: close it, the peer"
                    .formatted(stream, limit.toMillis())
                + " may be gone");
      }
      goOn = answer == PENDING;
      return answer;
    } finally {
      if (!goOn) {
        finish();
        end();
      }
    }
  }

  private @Nullable Object advance(Future<T> inner, Context cx) throws Exception {
    long before = remaining();
    Object answer = PENDING;
    polling = true;
    try {
      answer = RawFuture.poll(inner, cx);
    } finally {
      polling = false;
      if (answer != PENDING) {
        operation = null; // nothing is left to be dropped
      }
    }
    if (remaining() < before || (waits && answer != PENDING)) {
      idle.moved();
    }
    return answer;
  }

  private long remaining() {
    long sum = 0;
    for (ByteBuffer buffer : buffers) {
      sum += buffer.remaining();
    }
    return sum;
  }

  private boolean isIdle(Context cx) {
    if (!waits) {
      boolean reached = reached(cx); // arms the timer, which finds the clock
      Clock clock = clock();
      if (reached || clock == null) {
        return reached;
      }
      waits = true;
      begun = idle.begin(clock);
    }
    while (true) {
      if (idle.isOver(begun)) {
        return true;
      }
      long deadline = idle.deadline();
      if (deadline != deadlineNanos()) {
        restartAt(deadline);
      }
      if (!reached(cx)) {
        return false;
      }
    }
  }

  /// Completed, failed or dropped.
  private void end() {
    Future<T> left = operation;
    operation = null;
    stopWaiting();
    if (left != null) {
      FailureHook.drop(left);
    }
  }

  private void stopWaiting() {
    discard();
    if (waits) {
      waits = false;
      idle.end();
    }
  }

  @Override
  public void drop() {
    if (polling) {
      droppedWhilePolling = true; // takes effect when the poll is Pending
    } else {
      end();
    }
  }

  @Override
  public Poll<Void> pollCancel(Context cx) {
    stopWaiting();
    Future<T> inner = operation;
    if (inner != null && !FailureHook.cancelled(inner, cx)) {
      return Poll.pending();
    }
    operation = null;
    return Poll.ready();
  }

  @Override
  public void inspect(Inspection into) {
    into.what(super.toString()).awaits(operation);
  }

  @Override
  public String toString() {
    return super.toString() + ", of " + operation;
  }

  @Override
  protected String name() {
    return "an idle timeout";
  }
}
