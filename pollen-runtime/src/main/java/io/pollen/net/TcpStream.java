package io.pollen.net;

import io.pollen.Future;
import io.pollen.io.Halves;
import io.pollen.io.Io;
import io.pollen.runtime.driver.StreamSocket;
import io.pollen.runtime.driver.TcpOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.time.Duration;

/// A TCP connection. Reading, writing, splitting and closing are those of every [SocketStream].
public final class TcpStream extends SocketStream {
  TcpStream(StreamSocket socket) {
    super(socket);
  }

  /// Connects to `host` by whichever of its addresses answers first (RFC 8305, "Happy Eyeballs"):
  /// IPv6 and IPv4 addresses take turns in the system's order, and the next one is tried beside
  /// those before when the last one has failed, or has not answered within 250 ms. See
  /// [#connect(InetSocketAddress)].
  ///
  /// Fails with `UnknownHostException` when the name has no address.
  public static Future<TcpStream> connect(String host, int port) {
    return TcpSocket.create().connect(host, port);
  }

  /// Connects to `remote`; an unresolved address is looked up first, see [Dns].
  ///
  /// **Cancel-safe**: a dropped connect closes its socket. It has no deadline of its own beyond the
  /// system's (minutes): use `timeout`. Fails with `ConnectException` when nothing listens there;
  /// when all of several addresses fail, the last failure has the others suppressed.
  public static Future<TcpStream> connect(InetSocketAddress remote) {
    return TcpSocket.create().connect(remote);
  }

  /// Takes over a connected TCP socket that other code has opened, for example a C library, or the
  /// program that started this one. It becomes non-blocking, and is closed with the stream. Epoll
  /// driver only.
  ///
  /// **Cancel-safe**: it is done with its first poll. Fails with an `IOException` when it is no
  /// such socket, and with an `UnsupportedOperationException` on the NIO driver; then it stays the
  /// caller's.
  public static Future<TcpStream> fromFd(int fd) {
    return adopting(fd, true, TcpStream::new);
  }

  @Override
  public Halves<TcpStream> split() {
    return Io.split(this);
  }

  /// Gives the two directions an owner each, and the stream away: closing the writer ends the
  /// outgoing direction, closing both closes the connection.
  public OwnedHalves<TcpStream> intoSplit() {
    return OwnedHalves.of(this);
  }

  /// Whether small writes go out at once (`TCP_NODELAY`) instead of waiting for the last one's
  /// acknowledgement.
  public void noDelay(boolean on) throws IOException {
    option(StandardSocketOptions.TCP_NODELAY, on);
  }

  /// Whether the system probes an idle peer (`SO_KEEPALIVE`).
  public void keepAlive(boolean on) throws IOException {
    option(StandardSocketOptions.SO_KEEPALIVE, on);
  }

  /// Has the system probe an idle peer: first when nothing has come from it for `idle`, then every
  /// `interval`, and give the connection up when `probes` in a row were not answered. Reads that
  /// wait fail then with "the connection timed out": so does one learn of a peer whose machine has
  /// lost its power or its network, without sending a byte.
  ///
  /// @param idle whole seconds, from 1 to 32,767
  /// @param interval whole seconds, from 1 to 32,767
  /// @param probes from 1 to 127
  /// @throws UnsupportedOperationException on the NIO driver, where the JDK's module `jdk.net` is
  ///   not there
  public void keepAlive(Duration idle, Duration interval, int probes) throws IOException {
    for (TcpSocket.Setting<?> setting : TcpSocket.probing(idle, interval, probes)) {
      setting.apply(socket());
    }
  }

  /// How long bytes that were sent may go without an acknowledgement (`TCP_USER_TIMEOUT`), before
  /// the connection is given up: reads and writes that wait fail then with "the connection timed
  /// out". The system's own patience is about a quarter of an hour. With probes, see [#keepAlive],
  /// it counts in place of their number. Not on the NIO driver.
  ///
  /// @param time from 1 ms to 24 days; zero leaves it to the system
  /// @throws UnsupportedOperationException on the NIO driver
  public void userTimeout(Duration time) throws IOException {
    option(TcpOptions.USER_TIMEOUT, TcpSocket.userTimeoutMillis(time));
  }

  /// What close does with bytes that are not sent yet (`SO_LINGER`): zero resets the connection, a
  /// negative time (the default) sends them in the background. Whole seconds.
  public void linger(Duration time) throws IOException {
    option(
        StandardSocketOptions.SO_LINGER,
        time.isNegative() ? -1 : Math.toIntExact(time.toSeconds()));
  }

  /// How many routers a packet may pass. Not on the NIO driver.
  ///
  /// @throws UnsupportedOperationException on the NIO driver
  public void ttl(int hops) throws IOException {
    option(TcpOptions.TTL, hops);
  }

  /// Whether what arrives is acknowledged at once instead of with the next answer (`TCP_QUICKACK`).
  /// The system falls back to its own judgement from time to time, so this is for the moment only.
  ///
  /// @throws UnsupportedOperationException on the NIO driver, where the JDK's module `jdk.net` is
  ///   not there
  public void quickAck(boolean on) throws IOException {
    option(TcpOptions.QUICK_ACK, on);
  }

  @Override
  public InetSocketAddress localAddress() throws IOException {
    return (InetSocketAddress) socket().localAddress();
  }

  @Override
  public InetSocketAddress remoteAddress() throws IOException {
    return (InetSocketAddress) socket().remoteAddress();
  }
}
