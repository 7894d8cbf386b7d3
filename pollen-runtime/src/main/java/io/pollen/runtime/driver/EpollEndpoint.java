package io.pollen.runtime.driver;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;

/// What the kinds of sockets on epoll have in common: all of it is the socket's below.
abstract class EpollEndpoint implements DriverSocket {
  final EpollSocket socket;

  EpollEndpoint(EpollSocket socket) {
    this.socket = socket;
  }

  @Override
  public final <T> void option(SocketOption<T> option, T value) throws IOException {
    socket.option(option, value);
  }

  @Override
  public final <T> T option(SocketOption<T> option) throws IOException {
    return socket.option(option);
  }

  @Override
  public final SocketAddress localAddress() throws IOException {
    return socket.localAddress();
  }

  @Override
  public final boolean isOpen() {
    return socket.isOpen();
  }

  @Override
  public void close() {
    socket.close();
  }
}
