package io.pollen.runtime.driver;

import java.net.SocketOption;

/// Socket options that `java.net.StandardSocketOptions` lacks.
public final class TcpOptions {

  /// How many routers a packet may pass (`IP_TTL`, `IPV6_UNICAST_HOPS`). Not on the NIO driver.
  public static final SocketOption<Integer> TTL = new Named<>("IP_TTL", Integer.class);

  /// Whether what arrives is acknowledged at once (`TCP_QUICKACK`). Linux resets it by itself from
  /// time to time. Not on the NIO driver.
  public static final SocketOption<Boolean> QUICK_ACK = new Named<>("TCP_QUICKACK", Boolean.class);

  private TcpOptions() {}

  /// Whether only epoll has it: `java.nio` lacks what is here, and its channels do not give their
  /// descriptors away.
  static boolean isOwn(SocketOption<?> option) {
    return option instanceof Named<?>;
  }

  private record Named<T>(String name, Class<T> type) implements SocketOption<T> {
    @Override
    public String toString() {
      return name;
    }
  }
}
