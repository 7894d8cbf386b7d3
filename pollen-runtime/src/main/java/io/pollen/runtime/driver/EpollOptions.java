package io.pollen.runtime.driver;

import io.pollen.runtime.sys.DatagramCalls;
import io.pollen.runtime.sys.SocketCalls;
import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.util.HashMap;
import java.util.Map;

/// The options of sockets on epoll, by what the kernel calls them.
final class EpollOptions {
  private record IntOption(int level, int name, boolean isBoolean) {}

  /// Those of the socket itself, or of TCP.
  private static final Map<SocketOption<?>, IntOption> COMMON = new HashMap<>();

  private static final Map<SocketOption<?>, IntOption> FOUR = new HashMap<>();
  private static final Map<SocketOption<?>, IntOption> SIX = new HashMap<>();

  static {
    socket(StandardSocketOptions.SO_REUSEADDR, SocketCalls.SO_REUSEADDR, true);
    socket(StandardSocketOptions.SO_REUSEPORT, SocketCalls.SO_REUSEPORT, true);
    socket(StandardSocketOptions.SO_KEEPALIVE, SocketCalls.SO_KEEPALIVE, true);
    socket(StandardSocketOptions.SO_BROADCAST, SocketCalls.SO_BROADCAST, true);
    socket(StandardSocketOptions.SO_SNDBUF, SocketCalls.SO_SNDBUF, false);
    socket(StandardSocketOptions.SO_RCVBUF, SocketCalls.SO_RCVBUF, false);
    tcp(StandardSocketOptions.TCP_NODELAY, SocketCalls.TCP_NODELAY);
    tcp(TcpOptions.QUICK_ACK, SocketCalls.TCP_QUICKACK);
    ip(TcpOptions.TTL, SocketCalls.IP_TTL, SocketCalls.IPV6_UNICAST_HOPS, false);
    ip(StandardSocketOptions.IP_TOS, SocketCalls.IP_TOS, SocketCalls.IPV6_TCLASS, false);
    ip(
        StandardSocketOptions.IP_MULTICAST_TTL,
        DatagramCalls.IP_MULTICAST_TTL,
        DatagramCalls.IPV6_MULTICAST_HOPS,
        false);
    ip(
        StandardSocketOptions.IP_MULTICAST_LOOP,
        DatagramCalls.IP_MULTICAST_LOOP,
        DatagramCalls.IPV6_MULTICAST_LOOP,
        true);
  }

  private EpollOptions() {}

  private static void socket(SocketOption<?> option, int name, boolean isBoolean) {
    COMMON.put(option, new IntOption(SocketCalls.SOL_SOCKET, name, isBoolean));
  }

  private static void tcp(SocketOption<Boolean> option, int name) {
    COMMON.put(option, new IntOption(SocketCalls.IPPROTO_TCP, name, true));
  }

  private static void ip(SocketOption<?> option, int four, int six, boolean isBoolean) {
    FOUR.put(option, new IntOption(SocketCalls.IPPROTO_IP, four, isBoolean));
    SIX.put(option, new IntOption(SocketCalls.IPPROTO_IPV6, six, isBoolean));
  }

  private static IntOption find(StandardProtocolFamily family, SocketOption<?> option) {
    IntOption known = COMMON.get(option);
    if (known == null) {
      known =
          switch (family) {
            case INET -> FOUR.get(option);
            case INET6 -> SIX.get(option);
            case UNIX -> null;
          };
    }
    if (known == null) {
      throw new UnsupportedOperationException(
          "the epoll driver does not know %s of %s sockets".formatted(option, family));
    }
    return known;
  }

  /// @return 0, or a negative errno
  static int set(int fd, StandardProtocolFamily family, SocketOption<?> option, Object value) {
    if (option == StandardSocketOptions.SO_LINGER) {
      return SocketCalls.linger(fd, (Integer) value);
    }
    if (option == StandardSocketOptions.IP_MULTICAST_IF) {
      int index = ((NetworkInterface) value).getIndex();
      return family == StandardProtocolFamily.INET6
          ? SocketCalls.option(fd, SocketCalls.IPPROTO_IPV6, DatagramCalls.IPV6_MULTICAST_IF, index)
          : DatagramCalls.multicastInterface(fd, index);
    }
    IntOption known = find(family, option);
    int number = known.isBoolean() ? ((Boolean) value ? 1 : 0) : (Integer) value;
    return SocketCalls.option(fd, known.level(), known.name(), number);
  }

  static <T> T get(int fd, StandardProtocolFamily family, SocketOption<T> option)
      throws IOException {
    if (option == StandardSocketOptions.SO_LINGER) {
      int linger = SocketCalls.linger(fd);
      if (linger < -1) {
        throw SocketErrors.of("getsockopt " + option, -linger);
      }
      return option.type().cast(linger);
    }
    IntOption known = find(family, option);
    long result = SocketCalls.option(fd, known.level(), known.name());
    if (result < 0) {
      throw SocketErrors.of("getsockopt " + option, (int) -result);
    }
    return option.type().cast(known.isBoolean() ? (Object) (result != 0) : (Object) (int) result);
  }
}
