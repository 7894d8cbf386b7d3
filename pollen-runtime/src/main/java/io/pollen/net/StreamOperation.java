package io.pollen.net;

import io.pollen.Context;
import io.pollen.runtime.driver.StreamSocket;
import io.pollen.woven.RawFuture;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/// A read or write of a stream: nothing is in flight between two polls, so dropping it only takes
/// back its waker.
///
/// @param <T> the type of the answer
abstract class StreamOperation<T> extends RawFuture<T> {
  /// Null when it has completed or was dropped.
  private @Nullable TcpStream stream;

  StreamOperation(TcpStream stream) {
    this.stream = stream;
  }

  /// The side that it belongs to.
  abstract boolean reads();

  /// Makes what progress is possible, for the unit of the budget that has been spent; gives it back
  /// when there is none.
  ///
  /// @return the answer, or [RawFuture#PENDING] with the waker stored
  abstract @Nullable Object attempt(Context cx, StreamSocket socket) throws IOException;

  @Override
  public final @Nullable Object pollRaw(Context cx) throws IOException {
    TcpStream on = stream;
    if (on == null) {
      throw new IllegalStateException(
          "a socket operation was polled after it had completed or was dropped");
    }
    Turn turn = reads() ? on.reading : on.writing;
    Object answer = null;
    try {
      turn.check(this, reads() ? "the stream is read" : "the stream is written");
      if (!cx.proceed()) {
        answer = PENDING;
        return PENDING;
      }
      answer = attempt(cx, on.socket());
      if (answer == PENDING) {
        turn.waits(this);
      }
      return answer;
    } catch (ClosedChannelException e) {
      throw turn.isWaiting(this) ? Closed.meanwhile("the stream") : Closed.before("the stream");
    } finally {
      if (answer != PENDING) {
        stream = null;
        turn.ends(this);
      }
    }
  }

  @Override
  public final String toString() {
    TcpStream on = stream;
    return (reads() ? "a read from " : "a write to ")
        + (on == null ? "a stream, completed or dropped" : on);
  }

  @Override
  public final void drop() {
    TcpStream on = stream;
    stream = null;
    if (on == null) {
      return;
    }
    if (reads()) {
      if (on.reading.ends(this)) {
        on.socket().forgetReader();
      }
    } else if (on.writing.ends(this)) {
      on.socket().forgetWriter();
    }
  }
}
