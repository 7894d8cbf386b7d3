package io.pollen.runtime.driver;

import io.pollen.Context;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/// A stream socket on NIO: every operation is tried first, and waits when it would block.
final class NioStream implements StreamSocket {
  private final SocketChannel channel;
  private final NioSocket socket;
  private final Peeked peeked = new Peeked();

  NioStream(SocketChannel channel, StandardProtocolFamily family) throws IOException {
    this.channel = channel;
    this.socket = new NioSocket(channel, family);
  }

  @Override
  public void bind(InetSocketAddress local) throws IOException {
    try {
      channel.bind(local);
    } catch (IOException e) {
      throw NioErrors.binding(local, e);
    }
  }

  @Override
  public boolean pollConnect(Context cx, InetSocketAddress remote) throws IOException {
    try {
      boolean connected =
          channel.isConnectionPending() ? channel.finishConnect() : channel.connect(remote);
      if (!connected) {
        socket.await(cx, SelectionKey.OP_CONNECT);
      }
      return connected;
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      throw NioErrors.connecting(remote, e);
    }
  }

  @Override
  public int pollRead(Context cx, ByteBuffer to) throws IOException {
    refuseReadOnly(to);
    try {
      if (!to.hasRemaining() || !peeked.isEmpty()) {
        requireOpen();
        return peeked.take(to);
      }
      return answer(cx, channel.read(to));
    } catch (IOException e) {
      throw NioErrors.translate(e);
    }
  }

  @Override
  public int pollRead(Context cx, ByteBuffer[] to, int first) throws IOException {
    for (ByteBuffer buffer : to) {
      refuseReadOnly(buffer);
    }
    try {
      if (isEmpty(to, first) || !peeked.isEmpty()) {
        requireOpen();
        int count = 0;
        for (int i = first; i < to.length; i++) {
          count += peeked.take(to[i]);
        }
        return count;
      }
      return answer(cx, channel.read(to, first, to.length - first));
    } catch (IOException e) {
      throw NioErrors.translate(e);
    }
  }

  @Override
  public int pollPeek(Context cx, ByteBuffer to) throws IOException {
    refuseReadOnly(to);
    try {
      if (!to.hasRemaining()) {
        requireOpen();
        return 0;
      }
      return answer(cx, peeked.peek(channel, to));
    } catch (IOException e) {
      throw NioErrors.translate(e);
    }
  }

  /// What a read into buffers with room has found: nothing means that it waits.
  private int answer(Context cx, long count) throws IOException {
    if (count == 0) {
      socket.await(cx, SelectionKey.OP_READ);
      return PENDING;
    }
    return (int) count;
  }

  private static void refuseReadOnly(ByteBuffer to) {
    if (to.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
  }

  private void requireOpen() throws ClosedChannelException {
    if (!channel.isOpen()) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public int pollWrite(Context cx, ByteBuffer from) throws IOException {
    try {
      boolean empty = !from.hasRemaining();
      int count = channel.write(from);
      if (count == 0 && !empty) {
        socket.await(cx, SelectionKey.OP_WRITE);
        return PENDING;
      }
      return count;
    } catch (NotYetConnectedException e) {
      throw e;
    } catch (IOException e) {
      throw NioErrors.translate(e);
    }
  }

  @Override
  public int pollWrite(Context cx, ByteBuffer[] from, int first) throws IOException {
    try {
      boolean empty = isEmpty(from, first);
      long count = channel.write(from, first, from.length - first);
      if (count == 0 && !empty) {
        socket.await(cx, SelectionKey.OP_WRITE);
        return PENDING;
      }
      return (int) count;
    } catch (IOException e) {
      throw NioErrors.translate(e);
    }
  }

  private static boolean isEmpty(ByteBuffer[] buffers, int first) {
    for (int i = first; i < buffers.length; i++) {
      if (buffers[i].hasRemaining()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void forgetReader() {
    socket.forgetReader();
  }

  @Override
  public void forgetWriter() {
    socket.forgetWriter();
  }

  @Override
  public void shutdownInput() throws IOException {
    channel.shutdownInput();
  }

  @Override
  public void shutdownOutput() throws IOException {
    channel.shutdownOutput();
  }

  @Override
  public <T> void option(SocketOption<T> option, T value) throws IOException {
    socket.option(option, value);
  }

  @Override
  public <T> T option(SocketOption<T> option) throws IOException {
    return socket.option(option);
  }

  @Override
  public InetSocketAddress localAddress() throws IOException {
    return socket.localAddress();
  }

  @Override
  public InetSocketAddress remoteAddress() throws IOException {
    if (channel.getRemoteAddress() instanceof InetSocketAddress remote) {
      return remote;
    }
    throw new NotYetConnectedException();
  }

  @Override
  public boolean isOpen() {
    return socket.isOpen();
  }

  @Override
  public void close() {
    socket.close();
  }
}
