package io.pollen.net;

import io.pollen.Context;
import io.pollen.runtime.driver.ListenSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Opens a socket and listens on the first address that can be had. Nothing of it waits but a
/// look-up.
final class Listen extends AddressOperation<TcpListener> {
  private static final boolean WINDOWS = System.getProperty("os.name", "").startsWith("Windows");

  private final List<TcpSocket.Setting<?>> settings;
  private final int backlog;
  private @Nullable ListenSocket socket;

  Listen(Resolve target, List<TcpSocket.Setting<?>> settings, int backlog) {
    super(target);
    this.settings = settings;
    this.backlog = backlog;
  }

  @Override
  TcpListener attempt(Context cx, InetSocketAddress local) throws IOException {
    ListenSocket opened = TcpSocket.driver(cx).openListener(TcpSocket.family(local.getAddress()));
    socket = opened;
    if (!WINDOWS) { // there it would let two programs listen on one port
      opened.option(StandardSocketOptions.SO_REUSEADDR, true);
    }
    for (TcpSocket.Setting<?> setting : settings) {
      setting.apply(opened);
    }
    opened.listen(local, backlog);
    socket = null;
    return new TcpListener(opened);
  }

  @Override
  String verb() {
    return "listening on";
  }

  @Override
  void release() {
    ListenSocket left = socket;
    socket = null;
    if (left != null) {
      left.close();
    }
  }
}
