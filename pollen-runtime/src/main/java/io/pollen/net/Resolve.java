package io.pollen.net;

import io.pollen.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A host and port that may still have to be looked up.
final class Resolve {
  private final @Nullable InetSocketAddress known;
  private final String host;
  private final int port;

  Resolve(String host, int port) {
    if (port < 0 || port > 0xFFFF) {
      throw new IllegalArgumentException("a port is a number from 0 to 65535, not " + port);
    }
    this.known = null;
    this.host = Objects.requireNonNull(host, "host");
    this.port = port;
  }

  Resolve(InetSocketAddress address) {
    this.known = address.isUnresolved() ? null : address;
    this.host = address.getHostString();
    this.port = address.getPort();
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }

  /// The address, when no look-up is needed.
  @Nullable List<InetSocketAddress> known() {
    return known == null ? null : List.of(known);
  }

  Future<List<InetAddress>> lookup() {
    return Dns.lookup(host);
  }

  List<InetSocketAddress> addresses(List<InetAddress> found) {
    return found.stream().map(address -> new InetSocketAddress(address, port)).toList();
  }
}
