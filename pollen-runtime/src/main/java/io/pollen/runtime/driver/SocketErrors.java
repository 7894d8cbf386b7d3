package io.pollen.runtime.driver;

import io.pollen.runtime.sys.Errno;
import io.pollen.runtime.sys.ErrnoException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;

/// What the user reads when a socket fails: the same words whichever driver serves it.
final class SocketErrors {
  private SocketErrors() {}

  /// A failed call of no special meaning.
  static IOException of(String call, int errno) {
    ErrnoException cause = new ErrnoException(call, errno);
    return switch (errno) {
      case Errno.EMFILE, Errno.ENFILE -> new NoDescriptorException(cause);
      case Errno.ECONNRESET -> because(new SocketException("connection reset by the peer"), cause);
      case Errno.EPIPE ->
          because(
              new SocketException("broken pipe: this direction of the connection has ended"),
              cause);
      case Errno.ETIMEDOUT -> because(timedOut(), cause);
      default -> cause;
    };
  }

  /// A connect that failed.
  static IOException connecting(SocketAddress remote, int errno) {
    ErrnoException cause = new ErrnoException("connect", errno);
    if (errno == Errno.EAGAIN && !(remote instanceof InetSocketAddress)) {
      return because(backlogFull(remote), cause);
    }
    return switch (errno) {
      case Errno.ECONNREFUSED -> because(refused(remote), cause);
      case Errno.ETIMEDOUT -> because(connectTimedOut(remote), cause);
      case Errno.EHOSTUNREACH, Errno.ENETUNREACH -> because(unreachable(remote), cause);
      case Errno.ENOENT, Errno.ENOTDIR -> because(noSocketThere(remote), cause);
      case Errno.EACCES, Errno.EPERM ->
          because(new ConnectException("connecting to " + text(remote) + " is forbidden"), cause);
      default -> of("connect to " + text(remote), errno);
    };
  }

  /// A bind or listen that failed.
  static IOException binding(SocketAddress local, int errno) {
    ErrnoException cause = new ErrnoException("bind", errno);
    return switch (errno) {
      case Errno.EADDRINUSE -> because(inUse(local), cause);
      case Errno.EACCES -> because(forbidden(local), cause);
      case Errno.EADDRNOTAVAIL -> because(notMine(local), cause);
      case Errno.ENOENT, Errno.ENOTDIR -> because(noDirectory(local), cause);
      default -> of("bind to " + text(local), errno);
    };
  }

  /// A datagram that could not be sent or received.
  static IOException datagram(String call, int errno) {
    ErrnoException cause = new ErrnoException(call, errno);
    return switch (errno) {
      case Errno.ECONNREFUSED -> because(portUnreachable(), cause);
      case Errno.EMSGSIZE -> because(tooLong(), cause);
      default -> of(call, errno);
    };
  }

  static ConnectException refused(SocketAddress remote) {
    return new ConnectException(
        remote instanceof InetSocketAddress
            ? "connection refused: %s: nothing listens there".formatted(text(remote))
            : "connection refused: %s: nothing listens there any more".formatted(text(remote)));
  }

  static ConnectException noSocketThere(SocketAddress remote) {
    return new ConnectException(
        "no socket at %s: start the program that listens there, or check the path"
            .formatted(text(remote)));
  }

  static ConnectException backlogFull(SocketAddress remote) {
    return new ConnectException(
        "%s has a full backlog: its program does not accept fast enough; try again later"
            .formatted(text(remote)));
  }

  static PortUnreachableException portUnreachable() {
    return new PortUnreachableException(
        "port unreachable: nothing receives where this socket sends");
  }

  static SocketException timedOut() {
    return new SocketException("the connection timed out");
  }

  static SocketException queueFull(SocketAddress to) {
    return new SocketException(
        "the queue of %s is full: try again later, or connect to it, then sends wait"
            .formatted(text(to)));
  }

  static SocketException tooLong() {
    return new SocketException("the datagram is too long for this socket: send a shorter one");
  }

  static ConnectException connectTimedOut(SocketAddress remote) {
    return new ConnectException("connection timed out: %s did not answer".formatted(text(remote)));
  }

  static NoRouteToHostException unreachable(SocketAddress remote) {
    return new NoRouteToHostException("no route to %s".formatted(text(remote)));
  }

  static BindException inUse(SocketAddress local) {
    return new BindException(
        local instanceof InetSocketAddress inet
            ? "port %d is already in use: stop the program that listens on it, or choose another port (0: any free one)"
                .formatted(inet.getPort())
            : "%s is there already: if no program listens on it, delete it first"
                .formatted(text(local)));
  }

  static BindException forbidden(SocketAddress local) {
    return new BindException(
        local instanceof InetSocketAddress inet
            ? "no permission to listen on port %d: choose a port from 1024 on, or grant the right to bind low ports"
                .formatted(inet.getPort())
            : "no permission to make a socket at %s: its directory must be writable"
                .formatted(text(local)));
  }

  static BindException notMine(SocketAddress local) {
    return new BindException(
        "cannot bind to %s: not an address of this machine".formatted(text(local)));
  }

  static BindException noDirectory(SocketAddress local) {
    return new BindException(
        "cannot make a socket at %s: its directory does not exist".formatted(text(local)));
  }

  static <E extends IOException> E because(E error, Throwable cause) {
    error.initCause(cause);
    return error;
  }

  /// `host:port` without a lookup, IPv6 in brackets; the path, or `@` and the abstract name.
  static String text(SocketAddress address) {
    return switch (address) {
      case InetSocketAddress inet -> {
        String host = inet.getHostString();
        yield (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + inet.getPort();
      }
      case UnixDomainSocketAddress unix when unix.getPath().toString().isEmpty() -> "(unnamed)";
      default -> address.toString();
    };
  }
}
