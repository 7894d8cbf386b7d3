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
  /// How many bytes of heap buffers one call gets: `java.nio` copies all that it gets to direct
  /// memory, which it keeps for the thread.
  private static final int HEAP_BYTES = 64 * 1024;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

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
      return answer(cx, receive(to));
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
      int begin = firstWithRoom(to, first);
      int whole = whole(to, begin);
      return answer(cx, whole == 0 ? receive(to[begin]) : channel.read(to, begin, whole));
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
      int count = send(from);
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
      if (isEmpty(from, first)) {
        return channel.write(NOTHING);
      }
      int begin = firstWithRoom(from, first);
      int whole = whole(from, begin);
      long count = whole == 0 ? send(from[begin]) : channel.write(from, begin, whole);
      if (count == 0) {
        socket.await(cx, SelectionKey.OP_WRITE);
        return PENDING;
      }
      return (int) count;
    } catch (IOException e) {
      throw NioErrors.translate(e);
    }
  }

  private int receive(ByteBuffer to) throws IOException {
    int limit = cut(to);
    try {
      return channel.read(to);
    } finally {
      to.limit(limit);
    }
  }

  private int send(ByteBuffer from) throws IOException {
    int limit = cut(from);
    try {
      return channel.write(from);
    } finally {
      from.limit(limit);
    }
  }

  /// Lowers the limit of a heap buffer to what one call gets.
  ///
  /// @return the limit before
  private static int cut(ByteBuffer buffer) {
    int limit = buffer.limit();
    if (!buffer.isDirect() && buffer.remaining() > HEAP_BYTES) {
      buffer.limit(buffer.position() + HEAP_BYTES);
    }
    return limit;
  }

  /// How many of the buffers from index `first` on one call gets whole; 0 when already the first is
  /// to be cut.
  private static int whole(ByteBuffer[] buffers, int first) {
    int heap = 0;
    int index = first;
    for (; index < buffers.length; index++) {
      int bytes = buffers[index].isDirect() ? 0 : buffers[index].remaining();
      if (bytes > HEAP_BYTES - heap) {
        break;
      }
      heap += bytes;
    }
    return index - first;
  }

  private static boolean isEmpty(ByteBuffer[] buffers, int first) {
    return firstWithRoom(buffers, first) == buffers.length;
  }

  private static int firstWithRoom(ByteBuffer[] buffers, int first) {
    int index = first;
    while (index < buffers.length && !buffers[index].hasRemaining()) {
      index++;
    }
    return index;
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
