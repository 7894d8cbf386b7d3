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
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// `struct sockaddr_in` and `sockaddr_in6` (netinet/in.h) from and to [InetSocketAddress], and
/// `sockaddr_un` (sys/un.h) from and to [UnixDomainSocketAddress] and [AbstractName].
final class SocketAddresses {
  static final int AF_UNIX = 1;
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;

  /// Room for any of them.
  static final int MAX_BYTES = 110;

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

  static final StructLayout SOCKADDR_UN =
      Native.sized(
          MemoryLayout.structLayout(
              JAVA_SHORT.withName("sun_family"),
              MemoryLayout.sequenceLayout(108, JAVA_BYTE).withName("sun_path")),
          MAX_BYTES);

  /// The last of the 108 bytes of a path is its NUL, the first one of an abstract name, too.
  private static final int MAX_NAME_BYTES = 107;

  /// What `java.nio.file` makes bytes of paths with.
  static final Charset PATHS = Charset.forName(System.getProperty("native.encoding", "UTF-8"));

  private static final long SUN_PATH = offset(SOCKADDR_UN, "sun_path");
  private static final long IN_ADDR = offset(SOCKADDR_IN, "sin_addr");
  private static final long IN6_FLOWINFO = offset(SOCKADDR_IN6, "sin6_flowinfo");
  private static final long IN6_ADDR = offset(SOCKADDR_IN6, "sin6_addr");
  private static final long IN6_SCOPE = offset(SOCKADDR_IN6, "sin6_scope_id");
  private static final long PORT_OFFSET = offset(SOCKADDR_IN, "sin_port");

  private SocketAddresses() {}

  private static long offset(StructLayout layout, String field) {
    return layout.byteOffset(MemoryLayout.PathElement.groupElement(field));
  }

  /// The system's number of a family.
  static int number(StandardProtocolFamily family) {
    return switch (family) {
      case INET -> AF_INET;
      case INET6 -> AF_INET6;
      case UNIX -> AF_UNIX;
    };
  }

  /// Writes `address` for a socket of the given family; an IPv4 address becomes a mapped one for an
  /// IPv6 socket.
  ///
  /// @return its length
  /// @throws IllegalArgumentException when a socket of this family cannot use the address
  static int write(MemorySegment to, SocketAddress address, int family) {
    return switch (address) {
      case InetSocketAddress inet when family != AF_UNIX -> writeInet(to, inet, family);
      case UnixDomainSocketAddress path when family == AF_UNIX ->
          writeUnix(to, path.getPath().toString().getBytes(PATHS), 0);
      case AbstractName name when family == AF_UNIX ->
          writeUnix(to, name.name().getBytes(StandardCharsets.UTF_8), 1);
      default ->
          throw new IllegalArgumentException(
              "a socket of another family cannot use the address " + address);
    };
  }

  /// A path ends with a NUL; an abstract name begins with one, and its end is where the length
  /// says.
  private static int writeUnix(MemorySegment to, byte[] name, int before) {
    if (name.length > MAX_NAME_BYTES) {
      throw new IllegalArgumentException(
          "the name of a Unix socket has at most %d bytes, this one %d: use a shorter one"
              .formatted(MAX_NAME_BYTES, name.length));
    }
    to.set(JAVA_SHORT, 0, (short) AF_UNIX);
    to.asSlice(SUN_PATH, MAX_NAME_BYTES + 1).fill((byte) 0);
    MemorySegment.copy(name, 0, to, JAVA_BYTE, SUN_PATH + before, name.length);
    boolean unnamed = before == 0 && name.length == 0;
    return (int) SUN_PATH + (unnamed ? 0 : name.length + 1);
  }

  private static int writeInet(MemorySegment to, InetSocketAddress address, int family) {
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
  ///
  /// @param length how many bytes; of a Unix socket without a name there is only the family, and
  ///   where there is not even that the answer is an unnamed one, too
  static SocketAddress read(MemorySegment from, int length) {
    return length <= SUN_PATH || from.get(JAVA_SHORT, 0) == AF_UNIX
        ? readUnix(from, Math.min(length, MAX_BYTES))
        : readInet(from);
  }

  private static SocketAddress readUnix(MemorySegment from, int length) {
    int count = Math.max(0, length - (int) SUN_PATH);
    byte[] bytes = new byte[count];
    MemorySegment.copy(from, JAVA_BYTE, SUN_PATH, bytes, 0, count);
    if (count > 0 && bytes[0] == 0) {
      return new AbstractName(new String(bytes, 1, count - 1, StandardCharsets.UTF_8));
    }
    int end = 0;
    while (end < count && bytes[end] != 0) {
      end++;
    }
    return UnixDomainSocketAddress.of(new String(bytes, 0, end, PATHS));
  }

  private static InetSocketAddress readInet(MemorySegment from) {
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
