package io.pollen.net;

import io.pollen.Context;
import io.pollen.runtime.driver.StreamSocket;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A read or write of a stream.
///
/// @param <T> the type of the answer
abstract class StreamOperation<T> extends TurnOperation<SocketStream, T> {
  StreamOperation(SocketStream stream) {
    super(stream);
  }

  /// The side that it belongs to.
  abstract boolean reads();

  /// As [TurnOperation#attempt(Context, Object)].
  abstract @Nullable Object attempt(Context cx, StreamSocket socket) throws IOException;

  @Override
  final Turn turn(SocketStream on) {
    return reads() ? on.reading : on.writing;
  }

  @Override
  final @Nullable Object attempt(Context cx, SocketStream on) throws IOException {
    return attempt(cx, on.socket());
  }

  @Override
  final void forget(SocketStream on) {
    if (reads()) {
      on.socket().forgetReader();
    } else {
      on.socket().forgetWriter();
    }
  }

  @Override
  final String subject() {
    return "the stream";
  }

  @Override
  final String occupied() {
    return reads() ? "the stream is read" : "the stream is written";
  }

  @Override
  final String what() {
    return reads() ? "a read from" : "a write to";
  }
}
