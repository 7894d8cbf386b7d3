package io.pollen.net;

import io.pollen.Async;
import io.pollen.Future;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;

/// `java.nio`'s exceptions for closed sockets, with words.
final class Closed {
  private Closed() {}

  /// The operation began after the close.
  static ClosedChannelException before(String what) {
    return new Before(what + " is closed");
  }

  /// What an operation of a half that was closed by itself, or given back by reuniting it, is.
  static <T> Future<T> half() {
    return Async.failed(before("this half of the connection"));
  }

  /// The operation was waiting when the socket was closed.
  static AsynchronousCloseException meanwhile(String what) {
    return new Meanwhile(what + " was closed while an operation waited");
  }

  /// A stack trace begins with the type that programs catch, not with ours.
  private static String named(Class<?> type, String message) {
    return type.getName() + ": " + message;
  }

  private static final class Before extends ClosedChannelException {
    private static final long serialVersionUID = 1L;
    private final String message;

    Before(String message) {
      this.message = message;
    }

    @Override
    public String getMessage() {
      return message;
    }

    @Override
    public String toString() {
      return named(ClosedChannelException.class, message);
    }
  }

  private static final class Meanwhile extends AsynchronousCloseException {
    private static final long serialVersionUID = 1L;
    private final String message;

    Meanwhile(String message) {
      this.message = message;
    }

    @Override
    public String getMessage() {
      return message;
    }

    @Override
    public String toString() {
      return named(AsynchronousCloseException.class, message);
    }
  }
}
