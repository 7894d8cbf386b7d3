package io.pollen.tls;

import io.pollen.Context;
import io.pollen.Inspectable;
import io.pollen.Inspection;
import io.pollen.woven.RawFuture;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// An operation of a TLS stream: enters the connection, makes what progress is possible, and
/// leaves. What is in flight belongs to the connection, so dropping an operation only takes back
/// its waker.
///
/// @param <T> the type of the answer
abstract class TlsOperation<T> extends RawFuture<T> implements Inspectable {
  private final Side side;
  private final Side other;

  /// Null when it has completed or was dropped.
  private @Nullable TlsConnection connection;

  private boolean polling;
  private boolean droppedWhilePolling;

  TlsOperation(TlsConnection connection, boolean reads) {
    this.connection = connection;
    this.side = reads ? connection.reading : connection.writing;
    this.other = reads ? connection.writing : connection.reading;
  }

  /// Makes what progress is possible, inside the gate.
  ///
  /// @return the answer, or [RawFuture#PENDING]
  abstract @Nullable Object attempt(TlsConnection on, Context cx) throws Exception;

  /// It will not come to its end: by a failure, or because it was dropped.
  void abandoned(TlsConnection on) {}

  @Override
  public final @Nullable Object pollRaw(Context cx) throws Exception {
    TlsConnection on = connection;
    if (on == null) {
      throw new IllegalStateException(
          "a TLS operation was polled after it had completed or was dropped");
    }
    if (polling) {
      throw new IllegalStateException("a TLS operation was polled from inside its own poll");
    }
    polling = true;
    Object answer = null;
    boolean succeeded = false;
    try {
      side.waits(this, cx.waker()); // before anything is asked, which may wake it
      answer = enter(on, cx);
      succeeded = true;
    } finally {
      polling = false;
      if (!succeeded || droppedWhilePolling) {
        end(on);
        abandoned(on);
      } else if (answer != PENDING) {
        end(on);
      }
    }
    return droppedWhilePolling ? PENDING : answer;
  }

  private @Nullable Object enter(TlsConnection on, Context cx) throws Exception {
    switch (on.gate.enter()) {
      case CLOSED -> throw TlsConnection.closed();
      case TAKEN -> {
        return PENDING;
      }
      case ENTERED -> {}
    }
    try {
      if (!cx.proceed()) {
        return PENDING;
      }
      Object answer = attempt(on, cx);
      if (answer == PENDING) {
        cx.refund();
      }
      return answer;
    } catch (SSLException failed) {
      on.sendAlert(cx);
      throw failed;
    } finally {
      switch (on.gate.exit()) {
        case NOTHING -> {}
        case WAKE_OTHER -> other.wake();
        case RELEASE -> on.release();
      }
    }
  }

  private boolean end(TlsConnection on) {
    connection = null;
    return side.ends(this);
  }

  @Override
  public final void drop() {
    TlsConnection on = connection;
    if (polling) {
      droppedWhilePolling = true; // takes effect when the poll is over
      return;
    }
    if (on == null) {
      return;
    }
    if (end(on)) {
      other.wake(); // it may have been woken for what the other one waits for, too
    }
    abandoned(on);
  }

  @Override
  public final void inspect(Inspection into) {
    into.what(toString());
    TlsConnection on = connection;
    if (on != null) {
      on.inspect(into);
    }
  }
}
