package io.pollen.runtime.driver;

import io.pollen.Context;
import java.io.IOException;
import java.nio.ByteBuffer;

/// One end of a pipe on epoll: a stream without the calls that are for sockets only.
final class EpollPipeEnd implements PipeEnd {
  private final EpollStream stream;
  private final boolean reads;

  EpollPipeEnd(EpollSocket pipe, boolean reads) {
    this.stream = new EpollStream(pipe);
    this.reads = reads;
  }

  @Override
  public int poll(Context cx, ByteBuffer[] buffers, int first) throws IOException {
    return reads ? stream.pollRead(cx, buffers, first) : stream.pollWrite(cx, buffers, first);
  }

  @Override
  public void forget() {
    if (reads) {
      stream.forgetReader();
    } else {
      stream.forgetWriter();
    }
  }

  @Override
  public boolean isOpen() {
    return stream.isOpen();
  }

  @Override
  public void close() {
    stream.close();
  }
}
