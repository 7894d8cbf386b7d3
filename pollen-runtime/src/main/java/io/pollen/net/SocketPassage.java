package io.pollen.net;

import io.pollen.Future;
import io.pollen.io.step.Passage;
import io.pollen.runtime.driver.Interest;
import io.pollen.runtime.driver.KernelPipe;

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
}
