package io.pollen.runtime.driver;

import io.pollen.Context;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/// A stream socket on NIO: every operation is tried first, and waits when it would block.
final class NioStream extends NioEndpoint implements StreamSocket {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SocketChannel channel;
  private final Peeked peeked = new Peeked();

  NioStream(SocketChannel channel, StandardProtocolFamily family) throws IOException {
    super(new NioSocket(channel, family));
    this.channel = channel;
  }

  @Override
  public void bind(SocketAddress local) throws IOException {
    try {
      channel.bind(NioSocket.known(local));
    } catch (IOException e) {
      throw NioErrors.binding(local, e);
    }
  }

  @Override
  public boolean pollConnect(Context cx, SocketAddress remote) throws IOException {
    try {
      boolean connected =
          channel.isConnectionPending()
              ? channel.finishConnect()
              : channel.connect(NioSocket.known(remote));
      if (!connected && !(remote instanceof InetSocketAddress)) {
        throw SocketErrors.backlogFull(remote); // a Unix socket connects at once or not at all
      }
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
      return answer(cx, NioBytes.read(channel, to));
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
      if (NioBytes.isEmpty(to, first) || !peeked.isEmpty()) {
        requireOpen();
        int count = 0;
        for (int i = first; i < to.length; i++) {
          count += peeked.take(to[i]);
        }
        return count;
      }
      return answer(cx, NioBytes.read(channel, to, first));
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
      int count = NioBytes.write(channel, from);
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
      if (NioBytes.isEmpty(from, first)) {
        return channel.write(NOTHING);
      }
      long count = NioBytes.write(channel, from, first);
      if (count == 0) {
        socket.await(cx, SelectionKey.OP_WRITE);
        return PENDING;
      }
      return (int) count;
    } catch (IOException e) {
      throw NioErrors.translate(e);
    }
  }

  @Override
  public boolean pollReady(Context cx, Interest interest) throws IOException {
    requireOpen();
    boolean reads = interest == Interest.READABLE;
    return (reads && !peeked.isEmpty())
        || socket.pollReady(cx, reads ? SelectionKey.OP_READ : SelectionKey.OP_WRITE);
  }

  @Override
  public int tryRead(ByteBuffer to) throws IOException {
    refuseReadOnly(to);
    try {
      requireOpen();
      if (!to.hasRemaining() || !peeked.isEmpty()) {
        return peeked.take(to);
      }
      int count = NioBytes.read(channel, to);
      return count == 0 ? PENDING : count;
    } catch (IOException e) {
      throw NioErrors.translate(e);
    }
  }

  @Override
  public int tryWrite(ByteBuffer from) throws IOException {
    try {
      boolean empty = !from.hasRemaining();
      int count = NioBytes.write(channel, from);
      return count == 0 && !empty ? PENDING : count;
    } catch (IOException e) {
      throw NioErrors.translate(e);
    }
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
  public SocketAddress remoteAddress() throws IOException {
    SocketAddress remote = channel.getRemoteAddress();
    if (remote == null) {
      throw new NotYetConnectedException();
    }
    return remote;
  }

  @Override
  public PeerCredentials peerCredentials() {
    throw new UnsupportedOperationException(
        "the NIO driver does not know who the peer is: java.nio has no process id (epoll has)");
  }

  @Override
  public @Nullable IOException takeError() {
    throw new UnsupportedOperationException(
        "the NIO driver cannot read SO_ERROR: java.nio has no such option (epoll has)");
  }

  @Override
  public void close() {
    socket.close();
  }
}
