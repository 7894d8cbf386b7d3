package io.pollen.runtime.driver;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// `java.nio`'s failures in the words of [SocketErrors]. Some tell only by their text what they
/// are.
final class NioErrors {
  private NioErrors() {}

  static IOException translate(IOException e) {
    String text = lower(e);
    if (text.contains("too many open files")) {
      return new NoDescriptorException(e);
    }
    if (text.contains("broken pipe")) {
      return SocketErrors.because(
          new SocketException("broken pipe: this direction of the connection has ended"), e);
    }
    if (text.contains("connection reset")) {
      return SocketErrors.because(new SocketException("connection reset by the peer"), e);
    }
    if (text.contains("timed out")) {
      return SocketErrors.because(SocketErrors.timedOut(), e);
    }
    return e;
  }

  static IOException connecting(SocketAddress remote, IOException e) {
    return switch (e) {
      case ConnectException refused when lower(refused).contains("refused") ->
          SocketErrors.because(SocketErrors.refused(remote), e);
      case ConnectException late when lower(late).contains("timed out") ->
          SocketErrors.because(SocketErrors.connectTimedOut(remote), e);
      case NoRouteToHostException _ -> SocketErrors.because(SocketErrors.unreachable(remote), e);
      default -> {
        String text = lower(e);
        yield text.contains("unreachable")
            ? SocketErrors.because(SocketErrors.unreachable(remote), e)
            : text.contains("no such file") || text.contains("not a directory")
                ? SocketErrors.because(SocketErrors.noSocketThere(remote), e)
                : text.contains("temporarily unavailable")
                    ? SocketErrors.because(SocketErrors.backlogFull(remote), e)
                    : translate(e);
      }
    };
  }

  static IOException binding(SocketAddress local, IOException e) {
    if (e instanceof SocketException) {
      String text = lower(e);
      BindException known =
          text.contains("in use")
              ? SocketErrors.inUse(local)
              : text.contains("permission denied")
                  ? SocketErrors.forbidden(local)
                  : text.contains("assign requested address")
                      ? SocketErrors.notMine(local)
                      : text.contains("no such file") || text.contains("not a directory")
                          ? SocketErrors.noDirectory(local)
                          : null;
      if (known != null) {
        return SocketErrors.because(known, e);
      }
    }
    return translate(e);
  }

  static IOException datagram(IOException e) {
    return switch (e) {
      case PortUnreachableException _ -> SocketErrors.because(SocketErrors.portUnreachable(), e);
      default ->
          lower(e).contains("message too long")
              ? SocketErrors.because(SocketErrors.tooLong(), e)
              : translate(e);
    };
  }

  private static String lower(IOException e) {
    @Nullable String message = e.getMessage();
    return message == null ? "" : message.toLowerCase(Locale.ROOT);
  }
}
