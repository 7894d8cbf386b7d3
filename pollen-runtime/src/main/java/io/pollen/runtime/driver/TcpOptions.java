package io.pollen.runtime.driver;

import java.net.SocketOption;

/// Socket options that `java.net.StandardSocketOptions` lacks. The NIO driver has those that the
/// JDK's module `jdk.net` brings: [#QUICK_ACK] and the three of probes.
public final class TcpOptions {

  /// How many routers a packet may pass (`IP_TTL`, `IPV6_UNICAST_HOPS`). Not on the NIO driver.
  public static final SocketOption<Integer> TTL = new Named<>("IP_TTL", Integer.class);

  /// Whether what arrives is acknowledged at once (`TCP_QUICKACK`). Linux resets it by itself from
  /// time to time.
  public static final SocketOption<Boolean> QUICK_ACK = new Named<>("TCP_QUICKACK", Boolean.class);

  /// After how many seconds without a byte from the peer it is probed, where `SO_KEEPALIVE` is on
  /// (`TCP_KEEPIDLE`); 7,200 unless the system was set up otherwise.
  public static final SocketOption<Integer> KEEP_IDLE = new Named<>("TCP_KEEPIDLE", Integer.class);

  /// How many seconds lie between two probes (`TCP_KEEPINTVL`); 75 unless the system was set up
  /// otherwise.
  public static final SocketOption<Integer> KEEP_INTERVAL =
      new Named<>("TCP_KEEPINTERVAL", Integer.class);

  /// After how many probes without an answer the connection is given up (`TCP_KEEPCNT`); 9 unless
  /// the system was set up otherwise.
  public static final SocketOption<Integer> KEEP_COUNT =
      new Named<>("TCP_KEEPCOUNT", Integer.class);

  /// How many milliseconds bytes that were sent may go without an acknowledgement before the
  /// connection is given up (`TCP_USER_TIMEOUT`, RFC 5482); zero leaves it to the system, which
  /// tries for about a quarter of an hour. Not on the NIO driver.
  public static final SocketOption<Integer> USER_TIMEOUT =
      new Named<>("TCP_USER_TIMEOUT", Integer.class);

  /// The network device by whose name alone packets come and go (`SO_BINDTODEVICE`); the empty name
  /// is any. Linux lets only a privileged process change it once it is set. Not on the NIO driver.
  public static final SocketOption<String> BIND_TO_DEVICE =
      new Named<>("SO_BINDTODEVICE", String.class);

  private TcpOptions() {}

  /// Whether it is none of the JDK's own objects.
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
