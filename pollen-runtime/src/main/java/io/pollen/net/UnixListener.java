package io.pollen.net;

import io.pollen.Future;
import io.pollen.runtime.driver.ListenSocket;
import io.pollen.runtime.driver.StreamSocket;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.file.Path;
import java.util.Objects;

/// A socket that waits for connections of this machine, at a path or an abstract name. Accepting
/// and closing are those of every [SocketListener].
///
/// The file of a path is made by binding, and, as with `java.nio`, stays when the listener is
/// closed: delete it, or the next bind to the path fails. Who may connect is decided by the
/// permissions of the directory and of that file.
public final class UnixListener extends SocketListener<UnixStream> {
  private static final int BACKLOG = TcpSocket.DEFAULT_BACKLOG;

  UnixListener(ListenSocket socket) {
    super(socket);
  }

  @Override
  UnixStream stream(StreamSocket accepted) {
    return new UnixStream(accepted);
  }

  /// Listens at `path`. See [#bind(UnixAddress)].
  public static Future<UnixListener> bind(Path path) {
    return bind(UnixAddress.of(path));
  }

  /// Listens at `address`, with a backlog of [TcpSocket#DEFAULT_BACKLOG].
  ///
  /// **Cancel-safe**: it is done with its first poll. Fails with `BindException` when the address
  /// cannot be had: its message says what to do.
  public static Future<UnixListener> bind(UnixAddress address) {
    return bind(address, BACKLOG);
  }

  /// The same with another backlog.
  ///
  /// @param backlog how many connections may wait for an accept, at least 1; connects beyond it
  ///   fail
  public static Future<UnixListener> bind(UnixAddress address, int backlog) {
    Objects.requireNonNull(address, "address");
    if (backlog < 1) {
      throw new IllegalArgumentException("a backlog of " + backlog);
    }
    return new Open<>(
        "listening on " + address,
        (driver, cx) -> {
          ListenSocket socket = driver.openListener(StandardProtocolFamily.UNIX);
          boolean done = false;
          try {
            socket.listen(address.address(), backlog);
            done = true;
            return new UnixListener(socket);
          } finally {
            if (!done) {
              socket.close();
            }
          }
        });
  }

  /// The address it listens on.
  @Override
  public UnixAddress localAddress() throws IOException {
    return UnixAddress.from(socket().localAddress());
  }
}
