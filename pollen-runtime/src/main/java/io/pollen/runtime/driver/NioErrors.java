package io.pollen.runtime.driver;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
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
    return e;
  }

  static IOException connecting(InetSocketAddress remote, IOException e) {
    return switch (e) {
      case ConnectException refused when lower(refused).contains("refused") ->
          SocketErrors.because(SocketErrors.refused(remote), e);
      case ConnectException late when lower(late).contains("timed out") ->
          SocketErrors.because(SocketErrors.connectTimedOut(remote), e);
      case NoRouteToHostException _ -> SocketErrors.because(SocketErrors.unreachable(remote), e);
      default ->
          lower(e).contains("unreachable")
              ? SocketErrors.because(SocketErrors.unreachable(remote), e)
              : translate(e);
    };
  }

  static IOException binding(InetSocketAddress local, IOException e) {
    if (e instanceof SocketException) {
      String text = lower(e);
      BindException known =
          text.contains("in use")
              ? SocketErrors.inUse(local)
              : text.contains("permission denied")
                  ? SocketErrors.forbidden(local)
                  : text.contains("assign requested address") ? SocketErrors.notMine(local) : null;
      if (known != null) {
        return SocketErrors.because(known, e);
      }
    }
    return translate(e);
  }

  private static String lower(IOException e) {
    @Nullable String message = e.getMessage();
    return message == null ? "" : message.toLowerCase(Locale.ROOT);
  }
}
