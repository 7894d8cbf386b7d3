package io.pollen.runtime.driver;

import io.pollen.Context;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/// A listening socket on NIO.
final class NioListener implements ListenSocket {
  private final ServerSocketChannel channel;
  private final NioSocket socket;

  NioListener(ServerSocketChannel channel, StandardProtocolFamily family) throws IOException {
    this.channel = channel;
    this.socket = new NioSocket(channel, family);
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

  @Override
  public <T> void option(SocketOption<T> option, T value) throws IOException {
    socket.option(option, value);
  }

  @Override
  public <T> T option(SocketOption<T> option) throws IOException {
    return socket.option(option);
  }

  @Override
  public SocketAddress localAddress() throws IOException {
    return socket.localAddress();
  }

  @Override
  public boolean isOpen() {
    return socket.isOpen();
  }

  @Override
  public void close() {
    socket.closeAndRelease();
  }
}
