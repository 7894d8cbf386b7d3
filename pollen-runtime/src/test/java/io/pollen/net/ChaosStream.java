package io.pollen.net;

import io.pollen.Future;
import io.pollen.io.AsyncRead;
import io.pollen.io.AsyncWrite;
import io.pollen.tls.TlsStream;
import java.nio.ByteBuffer;

/// A connection of a chaos, with or without TLS.
///
/// @param mustSayEnd whether its peer takes an end without a word for a failure
record ChaosStream(AsyncRead reader, AsyncWrite writer, SocketStream socket, boolean mustSayEnd)
    implements AsyncRead, AsyncWrite {

  static ChaosStream of(SocketStream socket) {
    return new ChaosStream(socket, socket, socket, false);
  }

  static ChaosStream of(TlsStream stream, SocketStream socket) {
    return new ChaosStream(stream, stream, socket, true);
  }

  @Override
  public Future<Integer> read(ByteBuffer to) {
    return reader.read(to);
  }

  @Override
  public Future<Integer> write(ByteBuffer from) {
    return writer.write(from);
  }

  @Override
  public Future<Integer> write(ByteBuffer... from) {
    return writer.write(from);
  }

  @Override
  public Future<Void> flush() {
    return writer.flush();
  }

  @Override
  public Future<Void> shutdown() {
    return writer.shutdown();
  }
}
