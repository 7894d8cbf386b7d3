package io.pollen.runtime.driver;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;

/// What streams, listeners and datagram sockets of a driver have in common. An address is an
/// `InetSocketAddress`, or of a Unix socket a `UnixDomainSocketAddress` or (epoll only) an
/// [io.pollen.runtime.sys.AbstractName].
public interface DriverSocket extends AutoCloseable {

  /// Sets an option, see `java.net.StandardSocketOptions` and [TcpOptions]. Any thread.
  ///
  /// @throws UnsupportedOperationException when this driver does not know the option
  <T> void option(SocketOption<T> option, T value) throws IOException;

  /// Reads an option. Any thread.
  ///
  /// @throws UnsupportedOperationException when this driver does not know the option
  <T> T option(SocketOption<T> option) throws IOException;

  /// The socket's own address. Any thread.
  SocketAddress localAddress() throws IOException;

  /// Whether [#close] has not been called. Any thread.
  boolean isOpen();

  /// Closes the socket; idempotent, never fails, from any thread. Operations that are Pending are
  /// woken and then fail with a `ClosedChannelException`. While another thread is inside a system
  /// call on the socket its descriptor stays open, and that thread closes it.
  @Override
  void close();
}
