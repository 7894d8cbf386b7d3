package io.pollen.net;

import io.pollen.Future;
import io.pollen.runtime.driver.ListenSocket;
import io.pollen.runtime.driver.StreamSocket;
import java.io.IOException;
import java.net.InetSocketAddress;

/// A socket that waits for TCP connections. Accepting and closing are those of every
/// [SocketListener].
public final class TcpListener extends SocketListener<TcpStream> {
  TcpListener(ListenSocket socket) {
    super(socket);
  }

  @Override
  TcpStream stream(StreamSocket accepted) {
    return new TcpStream(accepted);
  }

  /// Listens on `port` of the address or name `host`; port 0 takes any free one, see
  /// [#localAddress].
  ///
  /// Fails with `BindException` when the address cannot be had: its message says what to do. A port
  /// whose last connections are still winding down can be had (`SO_REUSEADDR`). [TcpSocket] sets
  /// other options.
  public static Future<TcpListener> bind(String host, int port) {
    return TcpSocket.create().listen(host, port);
  }

  /// Listens on `address`. See [#bind(String, int)].
  public static Future<TcpListener> bind(InetSocketAddress address) {
    return TcpSocket.create().listen(address);
  }

  /// The address it listens on, with the port that was given for port 0.
  @Override
  public InetSocketAddress localAddress() throws IOException {
    return (InetSocketAddress) socket().localAddress();
  }
}
