package io.pollen.net;

import io.pollen.Context;
import io.pollen.runtime.driver.PipeEnd;
import io.pollen.runtime.driver.StreamSocket;
import java.io.IOException;
import java.nio.ByteBuffer;

/// A read from or a write to one end of a pipe.
final class PipeOperation extends TurnOperation<PipeOperation.Side, Integer> {
  private final ByteBuffer[] buffers;
  private final boolean reads;

  /// One end with who waits on it.
  ///
  /// @param end the driver's end
  /// @param reads which end it is
  /// @param turn whose turn it is
  record Side(PipeEnd end, boolean reads, Turn turn) {
    Side(PipeEnd end, boolean reads) {
      this(end, reads, new Turn());
    }

    @Override
    public String toString() {
      return end.isOpen() ? "the pipe" : "the pipe, closed";
    }
  }

  PipeOperation(Side side, ByteBuffer... buffers) {
    super(side);
    this.buffers = buffers;
    this.reads = side.reads();
  }

  @Override
  Turn turn(Side on) {
    return on.turn();
  }

  @Override
  Object attempt(Context cx, Side on) throws IOException {
    int count = on.end().poll(cx, buffers, 0);
    return count == StreamSocket.PENDING ? pending(cx) : (Object) count;
  }

  @Override
  void forget(Side on) {
    on.end().forget();
  }

  @Override
  String subject() {
    return "the pipe";
  }

  @Override
  String occupied() {
    return reads ? "the pipe is read" : "the pipe is written";
  }

  @Override
  String what() {
    return reads ? "a read from" : "a write to";
  }
}
