package io.pollen.runtime.driver;

import java.net.SocketOption;

/// Socket options that `java.net.StandardSocketOptions` lacks.
public final class TcpOptions {

  /// How many routers a packet may pass (`IP_TTL`, `IPV6_UNICAST_HOPS`). Epoll driver only.
  public static final SocketOption<Integer> TTL = new Named<>("IP_TTL", Integer.class);

  private TcpOptions() {}

  private record Named<T>(String name, Class<T> type) implements SocketOption<T> {
    @Override
    public String toString() {
      return name;
    }
  }
}
