package io.pollen.net;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.runtime.driver.ListenSocket;
import io.pollen.runtime.driver.StreamSocket;
import io.pollen.woven.RawFuture;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A socket that waits for connections. One task at a time accepts.
///
/// Whoever has it closes it. After [#close], an accept fails with `ClosedChannelException`, one
/// that waited with `AsynchronousCloseException`.
public final class TcpListener implements AutoCloseable {
  private final ListenSocket socket;
  private final Turn accepting = new Turn();

  TcpListener(ListenSocket socket) {
    this.socket = socket;
  }

  /// Listens on `port` of the address or name `host`; port 0 takes any free one, see
  /// [#localAddress].
  ///
  /// Fails with `BindException` when the address cannot be had: its message says what to do. A port
  /// whose last connections are still winding down can be had (`SO_REUSEADDR`). [TcpSocket] sets
  /// other options.
  public static Future<TcpListener> bind(String host, int port) {
    return TcpSocket.create().listen(host, port);
  }

  /// Listens on `address`. See [#bind(String, int)].
  public static Future<TcpListener> bind(InetSocketAddress address) {
    return TcpSocket.create().listen(address);
  }

  /// Takes the next connection.
  ///
  /// **Cancel-safe**: a dropped accept loses no connection. Fails with [DescriptorLimitException]
  /// when there is no descriptor for it: the connection stays in the backlog, and another accept
  /// may succeed later; a loop should wait a little first.
  public Future<TcpStream> accept() {
    return new Accept(this);
  }

  /// The connections of this listener for an accept loop, which waits and goes on when the process
  /// runs out of file descriptors. That is logged, at level WARNING of `io.pollen.net`.
  public Incoming incoming() {
    return incoming(Incoming.logging());
  }

  /// The same with another report of the limit.
  ///
  /// @param report is told when the limit is met first, and again after a minute without, on the
  ///   accepting task; what it throws, the accept throws
  public Incoming incoming(Consumer<? super DescriptorLimitException> report) {
    return new Incoming(this, Objects.requireNonNull(report, "report"));
  }

  /// Sets an option, see `java.net.StandardSocketOptions`.
  public <T> void option(SocketOption<T> option, T value) throws IOException {
    socket.option(option, value);
  }

  /// Reads an option.
  public <T> T option(SocketOption<T> option) throws IOException {
    return socket.option(option);
  }

  /// The address it listens on, with the port that was given for port 0.
  public InetSocketAddress localAddress() throws IOException {
    return socket.localAddress();
  }

  /// Whether [#close] has not been called.
  public boolean isOpen() {
    return socket.isOpen();
  }

  /// Stops listening; idempotent, from any thread. Connections that nobody has accepted are reset.
  @Override
  public void close() {
    socket.close();
  }

  @Override
  public String toString() {
    if (!isOpen()) {
      return "TcpListener[closed]";
    }
    try {
      return "TcpListener[" + localAddress() + "]";
    } catch (IOException e) {
      return "TcpListener[" + e.getMessage() + "]";
    }
  }

  private static final class Accept extends RawFuture<TcpStream> {
    /// Null when it has completed or was dropped.
    private @Nullable TcpListener listener;

    Accept(TcpListener listener) {
      this.listener = listener;
    }

    @Override
    public @Nullable Object pollRaw(Context cx) throws IOException {
      TcpListener on = listener;
      if (on == null) {
        throw new IllegalStateException(
            "an accept was polled after it had completed or was dropped");
      }
      Object answer = null;
      try {
        on.accepting.check(this, "the listener is accepted from");
        if (!cx.proceed()) {
          answer = PENDING;
          return PENDING;
        }
        StreamSocket accepted = on.socket.pollAccept(cx);
        if (accepted == null) {
          cx.refund();
          on.accepting.waits(this);
          answer = PENDING;
        } else {
          answer = new TcpStream(accepted);
        }
        return answer;
      } catch (ClosedChannelException e) {
        throw on.accepting.isWaiting(this)
            ? Closed.meanwhile("the listener")
            : Closed.before("the listener");
      } catch (IOException e) {
        throw DescriptorLimitException.translated(e);
      } finally {
        if (answer != PENDING) {
          listener = null;
          on.accepting.ends(this);
        }
      }
    }

    @Override
    public String toString() {
      TcpListener on = listener;
      return "an accept from " + (on == null ? "a listener, completed or dropped" : on);
    }

    @Override
    public void drop() {
      TcpListener on = listener;
      listener = null;
      if (on != null && on.accepting.ends(this)) {
        on.socket.forgetAcceptor();
      }
    }
  }
}
