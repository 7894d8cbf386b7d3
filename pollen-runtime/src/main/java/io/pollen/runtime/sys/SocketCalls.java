package io.pollen.runtime.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.charset.StandardCharsets;

/// Making, naming and tuning sockets. Results are descriptors, 0, or negative errnos; every socket
/// is non-blocking and close-on-exec from its birth.
public final class SocketCalls {
  // bits/socket.h, asm-generic/socket.h, netinet/in.h, netinet/tcp.h
  public static final int SOL_SOCKET = 1;
  public static final int IPPROTO_IP = 0;
  public static final int IPPROTO_TCP = 6;
  public static final int IPPROTO_IPV6 = 41;
  public static final int SO_REUSEADDR = 2;
  public static final int SO_TYPE = 3;
  public static final int SO_ERROR = 4;
  public static final int SO_BROADCAST = 6;
  public static final int SO_SNDBUF = 7;
  public static final int SO_RCVBUF = 8;
  public static final int SO_KEEPALIVE = 9;
  public static final int SO_REUSEPORT = 15;
  public static final int TCP_NODELAY = 1;
  public static final int TCP_KEEPIDLE = 4;
  public static final int TCP_KEEPINTVL = 5;
  public static final int TCP_KEEPCNT = 6;
  public static final int TCP_QUICKACK = 12;
  public static final int TCP_USER_TIMEOUT = 18;
  public static final int IP_TOS = 1;
  public static final int IP_TTL = 2;
  public static final int IPV6_UNICAST_HOPS = 16;
  public static final int IPV6_TCLASS = 67;
  public static final int SHUT_RD = 0;
  public static final int SHUT_WR = 1;
  public static final int SHUT_RDWR = 2;

  /// `struct linger`, bits/socket.h.
  static final StructLayout LINGER =
      Native.sized(
          MemoryLayout.structLayout(JAVA_INT.withName("l_onoff"), JAVA_INT.withName("l_linger")),
          8);

  /// `struct ucred`, bits/socket.h.
  static final StructLayout UCRED =
      Native.sized(
          MemoryLayout.structLayout(
              JAVA_INT.withName("pid"), JAVA_INT.withName("uid"), JAVA_INT.withName("gid")),
          12);

  /// The kinds of socket, bits/socket_type.h.
  public static final int SOCK_STREAM = 1;

  public static final int SOCK_DGRAM = 2;

  private static final int SO_LINGER = 13;
  private static final int SO_PEERCRED = 17;
  private static final int SO_BINDTODEVICE = 25;

  /// With its final zero; linux/if.h.
  private static final int IFNAMSIZ = 16;

  private static final int SOCK_NONBLOCK = 0x800;
  private static final int SOCK_CLOEXEC = 0x80000;
  static final int FLAGS = SOCK_NONBLOCK | SOCK_CLOEXEC;

  private static final MethodHandle SOCKET =
      Native.function("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle SOCKETPAIR =
      Native.function("socketpair", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle BIND =
      Native.function("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle LISTEN =
      Native.function("listen", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle ACCEPT =
      Native.function("accept4", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
  private static final MethodHandle CONNECT =
      Native.function("connect", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SHUTDOWN =
      Native.function("shutdown", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle GETSOCKOPT =
      Native.function("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle SETSOCKOPT =
      Native.function("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle GETSOCKNAME =
      Native.function("getsockname", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle GETPEERNAME =
      Native.function("getpeername", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);

  private SocketCalls() {}

  /// Makes a socket.
  ///
  /// @param kind one of `SOCK_`
  public static int socket(StandardProtocolFamily family, int kind) {
    Scratch scratch = Scratch.get();
    int domain = SocketAddresses.number(family);
    try {
      return answer(scratch, (int) SOCKET.invokeExact(scratch.errno, domain, kind | FLAGS, 0));
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  /// Makes two Unix sockets that are connected to each other.
  ///
  /// @param kind one of `SOCK_`
  /// @param pair receives their descriptors
  public static int pair(int kind, int[] pair) {
    Scratch scratch = Scratch.get();
    try {
      int result =
          (int)
              SOCKETPAIR.invokeExact(
                  scratch.errno, SocketAddresses.AF_UNIX, kind | FLAGS, 0, scratch.argument);
      if (result >= 0) {
        pair[0] = scratch.argument.get(JAVA_INT, 0);
        pair[1] = scratch.argument.get(JAVA_INT, 4);
      }
      return answer(scratch, result);
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  /// Gives the socket a local address.
  public static int bind(int fd, SocketAddress address, StandardProtocolFamily family) {
    Scratch scratch = Scratch.get();
    int bytes = SocketAddresses.write(scratch.argument, address, SocketAddresses.number(family));
    try {
      return answer(scratch, (int) BIND.invokeExact(scratch.errno, fd, scratch.argument, bytes));
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  /// Starts to listen.
  public static int listen(int fd, int backlog) {
    Scratch scratch = Scratch.get();
    try {
      return answer(scratch, (int) LISTEN.invokeExact(scratch.errno, fd, backlog));
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  /// Takes a connection off the backlog.
  public static int accept(int fd) {
    Scratch scratch = Scratch.get();
    try {
      return answer(
          scratch,
          (int)
              ACCEPT.invokeExact(scratch.errno, fd, MemorySegment.NULL, MemorySegment.NULL, FLAGS));
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  /// Starts to connect: `-EINPROGRESS` is the usual answer.
  public static int connect(int fd, SocketAddress address, StandardProtocolFamily family) {
    Scratch scratch = Scratch.get();
    int bytes = SocketAddresses.write(scratch.argument, address, SocketAddresses.number(family));
    try {
      return answer(scratch, (int) CONNECT.invokeExact(scratch.errno, fd, scratch.argument, bytes));
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  /// Ends one direction or both; `how` is one of `SHUT_`.
  public static int shutdown(int fd, int how) {
    Scratch scratch = Scratch.get();
    try {
      return answer(scratch, (int) SHUTDOWN.invokeExact(scratch.errno, fd, how));
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  /// Reads an option that is an int.
  ///
  /// @return its value in the low 32 bits, or a negative errno: options themselves may be negative
  public static long option(int fd, int level, int name) {
    Scratch scratch = Scratch.get();
    scratch.length.set(JAVA_INT, 0, 4);
    int result = get(scratch, fd, level, name);
    return result < 0 ? result : scratch.argument.get(JAVA_INT, 0) & 0xFFFF_FFFFL;
  }

  /// Sets an option that is an int.
  public static int option(int fd, int level, int name, int value) {
    Scratch scratch = Scratch.get();
    scratch.argument.set(JAVA_INT, 0, value);
    return set(scratch, fd, level, name, 4);
  }

  /// The linger time in seconds, −1 when off; or a negative errno below −1.
  public static int linger(int fd) {
    Scratch scratch = Scratch.get();
    scratch.length.set(JAVA_INT, 0, (int) LINGER.byteSize());
    int result = get(scratch, fd, SOL_SOCKET, SO_LINGER);
    if (result < 0) {
      return Math.min(result, -2);
    }
    return scratch.argument.get(JAVA_INT, 0) == 0 ? -1 : scratch.argument.get(JAVA_INT, 4);
  }

  /// Sets the linger time in seconds; negative turns it off.
  public static int linger(int fd, int seconds) {
    Scratch scratch = Scratch.get();
    scratch.argument.set(JAVA_INT, 0, seconds < 0 ? 0 : 1);
    scratch.argument.set(JAVA_INT, 4, Math.max(seconds, 0));
    return set(scratch, fd, SOL_SOCKET, SO_LINGER, (int) LINGER.byteSize());
  }

  /// Who made the other end of a Unix stream: its process, user and group when it connected or
  /// listened.
  ///
  /// @param ids receives the three
  public static int peerCredentials(int fd, int[] ids) {
    Scratch scratch = Scratch.get();
    scratch.length.set(JAVA_INT, 0, (int) UCRED.byteSize());
    int result = get(scratch, fd, SOL_SOCKET, SO_PEERCRED);
    MemorySegment.copy(scratch.argument, JAVA_INT, 0, ids, 0, ids.length);
    return result;
  }

  /// Binds the socket to the network device `name`; the empty name is any.
  public static int device(int fd, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length >= IFNAMSIZ) {
      return -Errno.ENODEV; // no device can have it
    }
    Scratch scratch = Scratch.get();
    MemorySegment.copy(bytes, 0, scratch.argument, JAVA_BYTE, 0, bytes.length);
    return set(scratch, fd, SOL_SOCKET, SO_BINDTODEVICE, bytes.length);
  }

  /// The name of the network device that the socket is bound to, or the empty name.
  public static String device(int fd) throws ErrnoException {
    Scratch scratch = Scratch.get();
    scratch.length.set(JAVA_INT, 0, IFNAMSIZ);
    int result = get(scratch, fd, SOL_SOCKET, SO_BINDTODEVICE);
    if (result < 0) {
      throw new ErrnoException("getsockopt SO_BINDTODEVICE", -result);
    }
    return scratch.length.get(JAVA_INT, 0) == 0 ? "" : scratch.argument.getString(0);
  }

  private static int get(Scratch scratch, int fd, int level, int name) {
    try {
      return answer(
          scratch,
          (int)
              GETSOCKOPT.invokeExact(
                  scratch.errno, fd, level, name, scratch.argument, scratch.length));
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  static int set(Scratch scratch, int fd, int level, int name, int bytes) {
    try {
      return answer(
          scratch,
          (int) SETSOCKOPT.invokeExact(scratch.errno, fd, level, name, scratch.argument, bytes));
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  /// The socket's own address.
  ///
  /// @throws ErrnoException for example when the descriptor is no socket
  public static SocketAddress localAddress(int fd) throws ErrnoException {
    return name(fd, true);
  }

  /// The address of the other side.
  ///
  /// @throws ErrnoException with `ENOTCONN` when there is none
  public static SocketAddress remoteAddress(int fd) throws ErrnoException {
    return name(fd, false);
  }

  private static SocketAddress name(int fd, boolean local) throws ErrnoException {
    Scratch scratch = Scratch.get();
    scratch.length.set(JAVA_INT, 0, SocketAddresses.MAX_BYTES);
    int result;
    try {
      result =
          local
              ? (int) GETSOCKNAME.invokeExact(scratch.errno, fd, scratch.argument, scratch.length)
              : (int) GETPEERNAME.invokeExact(scratch.errno, fd, scratch.argument, scratch.length);
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
    if (result < 0) {
      throw new ErrnoException(
          local ? "getsockname" : "getpeername", -Native.failure(scratch.errno));
    }
    return SocketAddresses.read(scratch.argument, scratch.length.get(JAVA_INT, 0));
  }

  private static int answer(Scratch scratch, int result) {
    return result < 0 ? Native.failure(scratch.errno) : result;
  }
}
