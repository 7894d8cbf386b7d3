package io.pollen.runtime.driver;

import io.pollen.runtime.sys.Errno;
import io.pollen.runtime.sys.ErrnoException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;

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
      case Errno.ETIMEDOUT -> because(new SocketException("the connection timed out"), cause);
      default -> cause;
    };
  }

  /// A connect that failed.
  static IOException connecting(InetSocketAddress remote, int errno) {
    ErrnoException cause = new ErrnoException("connect", errno);
    return switch (errno) {
      case Errno.ECONNREFUSED -> because(refused(remote), cause);
      case Errno.ETIMEDOUT -> because(connectTimedOut(remote), cause);
      case Errno.EHOSTUNREACH, Errno.ENETUNREACH -> because(unreachable(remote), cause);
      case Errno.EACCES, Errno.EPERM ->
          because(new ConnectException("connecting to " + text(remote) + " is forbidden"), cause);
      default -> of("connect to " + text(remote), errno);
    };
  }

  /// A bind or listen that failed.
  static IOException binding(InetSocketAddress local, int errno) {
    ErrnoException cause = new ErrnoException("bind", errno);
    return switch (errno) {
      case Errno.EADDRINUSE -> because(inUse(local), cause);
      case Errno.EACCES -> because(forbidden(local), cause);
      case Errno.EADDRNOTAVAIL -> because(notMine(local), cause);
      default -> of("bind to " + text(local), errno);
    };
  }

  static ConnectException refused(InetSocketAddress remote) {
    return new ConnectException(
        "connection refused: %s: nothing listens there".formatted(text(remote)));
  }

  static ConnectException connectTimedOut(InetSocketAddress remote) {
    return new ConnectException("connection timed out: %s did not answer".formatted(text(remote)));
  }

  static NoRouteToHostException unreachable(InetSocketAddress remote) {
    return new NoRouteToHostException("no route to %s".formatted(text(remote)));
  }

  static BindException inUse(InetSocketAddress local) {
    return new BindException(
        "port %d is already in use: stop the program that listens on it, or choose another port (0: any free one)"
            .formatted(local.getPort()));
  }

  static BindException forbidden(InetSocketAddress local) {
    return new BindException(
        "no permission to listen on port %d: choose a port from 1024 on, or grant the right to bind low ports"
            .formatted(local.getPort()));
  }

  static BindException notMine(InetSocketAddress local) {
    return new BindException(
        "cannot bind to %s: not an address of this machine".formatted(text(local)));
  }

  static <E extends IOException> E because(E error, Throwable cause) {
    error.initCause(cause);
    return error;
  }

  /// `host:port` without a lookup, IPv6 in brackets.
  static String text(InetSocketAddress address) {
    String host = address.getHostString();
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
