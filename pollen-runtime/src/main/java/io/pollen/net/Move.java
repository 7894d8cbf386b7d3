package io.pollen.net;

import io.pollen.Context;
import io.pollen.runtime.driver.Interest;
import io.pollen.runtime.driver.StreamSocket;
import java.io.IOException;

/// A read or write by a call on the stream's descriptor.
final class Move extends StreamOperation<Integer> {
  private final Interest side;
  private final StreamSocket.Transfer call;

  Move(SocketStream stream, Interest side, StreamSocket.Transfer call) {
    super(stream);
    this.side = side;
    this.call = call;
  }

  @Override
  boolean reads() {
    return side == Interest.READABLE;
  }

  @Override
  Object attempt(Context cx, StreamSocket socket) throws IOException {
    return StreamOperations.answer(cx, socket.pollTransfer(cx, side, call));
  }
}
