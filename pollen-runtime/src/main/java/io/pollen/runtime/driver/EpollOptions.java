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

/// The options of sockets on epoll, by what the kernel calls them. An option is known by its name:
/// the JDK's module `jdk.net`, which may not be there, has some of those in [TcpOptions] too.
final class EpollOptions {
  private record IntOption(int level, int name, boolean isBoolean) {}

  /// Those of the socket itself, or of TCP.
  private static final Map<String, IntOption> COMMON = new HashMap<>();

  private static final Map<String, IntOption> FOUR = new HashMap<>();
  private static final Map<String, IntOption> SIX = new HashMap<>();

  static {
    socket(StandardSocketOptions.SO_REUSEADDR, SocketCalls.SO_REUSEADDR, true);
    socket(StandardSocketOptions.SO_REUSEPORT, SocketCalls.SO_REUSEPORT, true);
    socket(StandardSocketOptions.SO_KEEPALIVE, SocketCalls.SO_KEEPALIVE, true);
    socket(StandardSocketOptions.SO_BROADCAST, SocketCalls.SO_BROADCAST, true);
    socket(StandardSocketOptions.SO_SNDBUF, SocketCalls.SO_SNDBUF, false);
    socket(StandardSocketOptions.SO_RCVBUF, SocketCalls.SO_RCVBUF, false);
    tcp(StandardSocketOptions.TCP_NODELAY, SocketCalls.TCP_NODELAY, true);
    tcp(TcpOptions.QUICK_ACK, SocketCalls.TCP_QUICKACK, true);
    tcp(TcpOptions.KEEP_IDLE, SocketCalls.TCP_KEEPIDLE, false);
    tcp(TcpOptions.KEEP_INTERVAL, SocketCalls.TCP_KEEPINTVL, false);
    tcp(TcpOptions.KEEP_COUNT, SocketCalls.TCP_KEEPCNT, false);
    tcp(TcpOptions.USER_TIMEOUT, SocketCalls.TCP_USER_TIMEOUT, false);
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
    COMMON.put(option.name(), new IntOption(SocketCalls.SOL_SOCKET, name, isBoolean));
  }

  private static void tcp(SocketOption<?> option, int name, boolean isBoolean) {
    COMMON.put(option.name(), new IntOption(SocketCalls.IPPROTO_TCP, name, isBoolean));
  }

  private static void ip(SocketOption<?> option, int four, int six, boolean isBoolean) {
    FOUR.put(option.name(), new IntOption(SocketCalls.IPPROTO_IP, four, isBoolean));
    SIX.put(option.name(), new IntOption(SocketCalls.IPPROTO_IPV6, six, isBoolean));
  }

  private static IntOption find(StandardProtocolFamily family, SocketOption<?> option) {
    IntOption known = COMMON.get(option.name());
    if (known == null) {
      known =
          switch (family) {
            case INET -> FOUR.get(option.name());
            case INET6 -> SIX.get(option.name());
            case UNIX -> null;
          };
    }
    if (known == null || option.type() != (known.isBoolean() ? Boolean.class : Integer.class)) {
      throw new UnsupportedOperationException(
          "the epoll driver does not know %s of %s sockets".formatted(option, family));
    }
    return known;
  }

  private static boolean isDevice(SocketOption<?> option) {
    return option.name().equals(TcpOptions.BIND_TO_DEVICE.name())
        && option.type() == TcpOptions.BIND_TO_DEVICE.type();
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
    if (isDevice(option)) {
      return SocketCalls.device(fd, (String) value);
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
    if (isDevice(option)) {
      return option.type().cast(SocketCalls.device(fd));
    }
    IntOption known = find(family, option);
    long result = SocketCalls.option(fd, known.level(), known.name());
    if (result < 0) {
      throw SocketErrors.of("getsockopt " + option, (int) -result);
    }
    return option.type().cast(known.isBoolean() ? (Object) (result != 0) : (Object) (int) result);
  }
}
