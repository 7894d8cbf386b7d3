package io.pollen.runtime.driver;

import io.pollen.Context;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/// A listening socket on NIO.
final class NioListener extends NioEndpoint implements ListenSocket {
  private final ServerSocketChannel channel;

  NioListener(ServerSocketChannel channel, StandardProtocolFamily family) throws IOException {
    super(new NioSocket(channel, family));
    this.channel = channel;
  }

  @Override
  public void listen(SocketAddress local, int backlog) throws IOException {
    try {
      channel.bind(NioSocket.known(local), backlog);
    } catch (IOException e) {
      throw NioErrors.binding(local, e);
    }
  }

  @Override
  public @Nullable StreamSocket pollAccept(Context cx) throws IOException {
    try {
      SocketChannel accepted = channel.accept();
      if (accepted != null) {
        return new NioStream(accepted, socket.family());
      }
      socket.await(cx, SelectionKey.OP_ACCEPT);
      return null;
    } catch (IOException e) {
      throw NioErrors.translate(e);
    }
  }

  @Override
  public void forgetAcceptor() {
    socket.forgetReader();
  }
}
