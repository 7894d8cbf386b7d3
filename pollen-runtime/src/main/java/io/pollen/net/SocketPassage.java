package io.pollen.net;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.io.step.Passage;
import io.pollen.runtime.driver.Interest;
import io.pollen.runtime.driver.KernelPipe;
import io.pollen.runtime.driver.StreamSocket;
import java.io.IOException;

/// From one connection to another, through a pipe of the kernel.
final class SocketPassage implements Passage {
  private final SocketStream source;
  private final SocketStream sink;
  private final KernelPipe pipe;

  SocketPassage(SocketStream source, SocketStream sink, KernelPipe pipe) {
    this.source = source;
    this.sink = sink;
    this.pipe = pipe;
  }

  @Override
  public Future<Integer> fill() {
    return new Move(source, Interest.READABLE, pipe::fillFrom);
  }

  @Override
  public Future<Integer> drain(int bytes) {
    return new Move(sink, Interest.WRITABLE, fd -> pipe.drainTo(fd, bytes));
  }

  @Override
  public void close() {
    pipe.close();
  }

  private static final class Move extends StreamOperation<Integer> {
    private final Interest side;
    private final StreamSocket.Transfer transfer;

    Move(SocketStream stream, Interest side, StreamSocket.Transfer transfer) {
      super(stream);
      this.side = side;
      this.transfer = transfer;
    }

    @Override
    boolean reads() {
      return side == Interest.READABLE;
    }

    @Override
    Object attempt(Context cx, StreamSocket socket) throws IOException {
      return StreamOperations.answer(cx, socket.pollTransfer(cx, side, transfer));
    }
  }
}
