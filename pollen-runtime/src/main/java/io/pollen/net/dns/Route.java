package io.pollen.net.dns;

import io.pollen.Future;
import io.pollen.io.step.Steps;
import io.pollen.net.UdpSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Asks the system whether it has a way to an address: a UDP socket can be connected only then.
/// Nothing is sent.
final class Route extends Steps<Boolean> {
  private static final int ANY_PORT = 9; // discard

  private final UdpSocket socket;
  private final InetAddress address;

  private Route(UdpSocket socket, InetAddress address) {
    this.socket = socket;
    this.address = address;
  }

  static Future<Boolean> to(InetAddress address) {
    return UdpExchange.socketFor(address)
        .flatMap(socket -> (Future<Boolean>) new Route(socket, address))
        .recover(_ -> false);
  }

  @Override
  protected Future<?> first() {
    return socket.connect(new InetSocketAddress(address, ANY_PORT));
  }

  @Override
  protected @Nullable Future<?> next(Object connected) {
    return null;
  }

  @Override
  protected Boolean result() {
    return true;
  }

  @Override
  protected void ended() {
    socket.close();
  }
}
