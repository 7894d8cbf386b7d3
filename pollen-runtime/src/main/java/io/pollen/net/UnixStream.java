package io.pollen.net;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.io.Halves;
import io.pollen.io.Io;
import io.pollen.runtime.driver.Driver;
import io.pollen.runtime.driver.PeerCredentials;
import io.pollen.runtime.driver.StreamSocket;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/// A connection between two programs of one machine. Reading, writing, splitting and closing are
/// those of every [SocketStream].
public final class UnixStream extends SocketStream {
  UnixStream(StreamSocket socket) {
    super(socket);
  }

  /// Connects to the listener at `path`. See [#connect(UnixAddress)].
  public static Future<UnixStream> connect(Path path) {
    return connect(UnixAddress.of(path));
  }

  /// Connects to the listener at `remote`.
  ///
  /// **Cancel-safe**: it is done with its first poll, as the system connects at once or not at all.
  /// Fails with `ConnectException` when nothing listens there, or when the listener's backlog is
  /// full: then another attempt may succeed later.
  public static Future<UnixStream> connect(UnixAddress remote) {
    Objects.requireNonNull(remote, "remote");
    return new Open<>("connecting to " + remote, (driver, cx) -> connected(driver, cx, remote));
  }

  private static UnixStream connected(Driver driver, Context cx, UnixAddress remote)
      throws IOException {
    StreamSocket socket = driver.openStream(StandardProtocolFamily.UNIX);
    boolean done = false;
    try {
      done = socket.pollConnect(cx, remote.address());
      if (!done) {
        throw new IOException("connecting to " + remote + " would wait: try again later");
      }
      return new UnixStream(socket);
    } finally {
      if (!done) {
        socket.close();
      }
    }
  }

  /// Two streams that are connected to each other and have no names.
  ///
  /// **Cancel-safe**: it is done with its first poll.
  public static Future<Pair> pair() {
    return new Open<>(
        "a pair of Unix streams",
        (driver, cx) -> {
          List<StreamSocket> pair = driver.openStreamPair();
          return new Pair(new UnixStream(pair.getFirst()), new UnixStream(pair.getLast()));
        });
  }

  /// Two streams that are connected to each other.
  ///
  /// @param left one end
  /// @param right the other end
  public record Pair(UnixStream left, UnixStream right) {}

  /// Who made the other end, as the kernel noted it: process, user and group. Not on the NIO
  /// driver.
  ///
  /// @throws UnsupportedOperationException on the NIO driver
  public PeerCredentials peerCredentials() throws IOException {
    return socket().peerCredentials();
  }

  /// Takes over a connected Unix socket that other code has opened, for example a C library, or the
  /// program that started this one. It becomes non-blocking, and is closed with the stream. Epoll
  /// driver only.
  ///
  /// **Cancel-safe**: it is done with its first poll. Fails with an `IOException` when it is no
  /// such socket, and with an `UnsupportedOperationException` on the NIO driver; then it stays the
  /// caller's.
  public static Future<UnixStream> fromFd(int fd) {
    return adopting(fd, false, UnixStream::new);
  }

  @Override
  public Halves<UnixStream> split() {
    return Io.split(this);
  }

  /// Gives the two directions an owner each, and the stream away: closing the writer ends the
  /// outgoing direction, closing both closes the connection.
  public OwnedHalves<UnixStream> intoSplit() {
    return OwnedHalves.of(this);
  }

  @Override
  public UnixAddress localAddress() throws IOException {
    return UnixAddress.from(socket().localAddress());
  }

  @Override
  public UnixAddress remoteAddress() throws IOException {
    return UnixAddress.from(socket().remoteAddress());
  }
}
