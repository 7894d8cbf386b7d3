package io.pollen.runtime.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;

/// `struct sockaddr_in` and `sockaddr_in6` (netinet/in.h) from and to [InetSocketAddress].
final class SocketAddresses {
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;

  /// Room for either of them.
  static final int MAX_BYTES = 28;

  private static final ValueLayout.OfShort PORT = JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);

  static final StructLayout SOCKADDR_IN =
      Native.sized(
          MemoryLayout.structLayout(
              JAVA_SHORT.withName("sin_family"),
              PORT.withName("sin_port"),
              MemoryLayout.sequenceLayout(4, JAVA_BYTE).withName("sin_addr"),
              MemoryLayout.paddingLayout(8)),
          16);

  static final StructLayout SOCKADDR_IN6 =
      Native.sized(
          MemoryLayout.structLayout(
              JAVA_SHORT.withName("sin6_family"),
              PORT.withName("sin6_port"),
              JAVA_INT.withName("sin6_flowinfo"),
              MemoryLayout.sequenceLayout(16, JAVA_BYTE).withName("sin6_addr"),
              JAVA_INT.withName("sin6_scope_id")),
          28);

  private static final long IN_ADDR = offset(SOCKADDR_IN, "sin_addr");
  private static final long IN6_FLOWINFO = offset(SOCKADDR_IN6, "sin6_flowinfo");
  private static final long IN6_ADDR = offset(SOCKADDR_IN6, "sin6_addr");
  private static final long IN6_SCOPE = offset(SOCKADDR_IN6, "sin6_scope_id");
  private static final long PORT_OFFSET = offset(SOCKADDR_IN, "sin_port");

  private SocketAddresses() {}

  private static long offset(StructLayout layout, String field) {
    return layout.byteOffset(MemoryLayout.PathElement.groupElement(field));
  }

  /// Writes `address` for a socket of the given family; an IPv4 address becomes a mapped one for an
  /// IPv6 socket.
  ///
  /// @return its length
  static int write(MemorySegment to, InetSocketAddress address, int family) {
    byte[] bytes = address.getAddress().getAddress();
    to.set(JAVA_SHORT, 0, (short) family);
    to.set(PORT, PORT_OFFSET, (short) address.getPort());
    if (family == AF_INET) {
      if (bytes.length != 4) {
        throw new IllegalArgumentException("an IPv4 socket cannot use the address " + address);
      }
      MemorySegment.copy(bytes, 0, to, JAVA_BYTE, IN_ADDR, 4);
      to.asSlice(IN_ADDR + 4, 8).fill((byte) 0);
      return (int) SOCKADDR_IN.byteSize();
    }
    to.set(JAVA_INT, IN6_FLOWINFO, 0);
    to.asSlice(IN6_ADDR, 16).fill((byte) 0);
    if (bytes.length == 16) {
      MemorySegment.copy(bytes, 0, to, JAVA_BYTE, IN6_ADDR, 16);
    } else if (!address.getAddress().isAnyLocalAddress()) {
      to.set(JAVA_SHORT, IN6_ADDR + 10, (short) -1);
      MemorySegment.copy(bytes, 0, to, JAVA_BYTE, IN6_ADDR + 12, 4);
    }
    int scope = address.getAddress() instanceof Inet6Address six ? six.getScopeId() : 0;
    to.set(JAVA_INT, IN6_SCOPE, scope);
    return (int) SOCKADDR_IN6.byteSize();
  }

  /// Reads what the kernel wrote.
  static InetSocketAddress read(MemorySegment from) {
    int port = from.get(PORT, PORT_OFFSET) & 0xFFFF;
    boolean six = from.get(JAVA_SHORT, 0) == AF_INET6;
    byte[] bytes = new byte[six ? 16 : 4];
    MemorySegment.copy(from, JAVA_BYTE, six ? IN6_ADDR : IN_ADDR, bytes, 0, bytes.length);
    try {
      int scope = six ? from.get(JAVA_INT, IN6_SCOPE) : 0;
      InetAddress address =
          scope != 0
              ? Inet6Address.getByAddress(null, bytes, scope)
              : InetAddress.getByAddress(bytes);
      return new InetSocketAddress(address, port);
    } catch (UnknownHostException e) {
      throw new AssertionError("an address of " + bytes.length + " bytes", e);
    }
  }
}
