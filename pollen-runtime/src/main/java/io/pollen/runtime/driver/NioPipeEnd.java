package io.pollen.runtime.driver;

import io.pollen.Context;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.util.List;

/// One end of a pipe on NIO.
final class NioPipeEnd implements PipeEnd {
  private final NioSocket channel;
  private final int interest;
  private final Mover mover;

  private interface Mover {
    long move(ByteBuffer[] buffers, int first) throws IOException;
  }

  private NioPipeEnd(SelectableChannel channel, int interest, Mover mover) throws IOException {
    this.channel = new NioSocket(channel, StandardProtocolFamily.UNIX);
    this.interest = interest;
    this.mover = mover;
  }

  static List<PipeEnd> open() throws IOException {
    Pipe pipe = Pipe.open();
    Pipe.SourceChannel source = pipe.source();
    Pipe.SinkChannel sink = pipe.sink();
    return List.of(
        new NioPipeEnd(
            source, SelectionKey.OP_READ, (to, first) -> NioBytes.read(source, to, first)),
        new NioPipeEnd(
            sink, SelectionKey.OP_WRITE, (from, first) -> NioBytes.write(sink, from, first)));
  }

  @Override
  public int poll(Context cx, ByteBuffer[] buffers, int first) throws IOException {
    if (!channel.isOpen()) {
      throw new ClosedChannelException();
    }
    if (NioBytes.isEmpty(buffers, first)) {
      return 0;
    }
    try {
      long count = mover.move(buffers, first);
      if (count == 0) {
        channel.await(cx, interest);
        return StreamSocket.PENDING;
      }
      return (int) count;
    } catch (IOException e) {
      throw NioErrors.translate(e);
    }
  }

  @Override
  public void forget() {
    if (interest == SelectionKey.OP_READ) {
      channel.forgetReader();
    } else {
      channel.forgetWriter();
    }
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() {
    channel.close();
  }
}
