package io.pollen.net;

import io.pollen.Context;
import io.pollen.runtime.driver.StreamSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Opens a socket for each address in turn and connects it. The socket is this future's until it is
/// handed out.
final class Connect extends AddressOperation<TcpStream> {
  private final List<TcpSocket.Setting<?>> settings;
  private final @Nullable InetSocketAddress local;
  private @Nullable StreamSocket socket;

  Connect(Resolve target, List<TcpSocket.Setting<?>> settings, @Nullable InetSocketAddress local) {
    super(target);
    this.settings = settings;
    this.local = local;
  }

  @Override
  @Nullable TcpStream attempt(Context cx, InetSocketAddress remote) throws IOException {
    StreamSocket connecting = socket;
    if (connecting == null) {
      if (cx.isLast()) {
        return null;
      }
      connecting = TcpSocket.driver(cx).openStream(TcpSocket.family(remote.getAddress()));
      socket = connecting;
      for (TcpSocket.Setting<?> setting : settings) {
        setting.apply(connecting);
      }
      if (local != null) {
        connecting.bind(local);
      }
    }
    if (!connecting.pollConnect(cx, remote)) {
      return null;
    }
    socket = null;
    return new TcpStream(connecting);
  }

  @Override
  String verb() {
    return "connecting to";
  }

  @Override
  void release() {
    StreamSocket left = socket;
    socket = null;
    if (left != null) {
      left.close();
    }
  }
}
