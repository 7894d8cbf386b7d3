package io.pollen.net;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.runtime.driver.ListenSocket;
import io.pollen.runtime.driver.StreamSocket;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.Objects;
import java.util.function.Consumer;

/// A socket that waits for connections: what TCP and Unix listeners have in common. One task at a
/// time accepts.
///
/// Whoever has it closes it. After [#close], an accept fails with `ClosedChannelException`, one
/// that waited with `AsynchronousCloseException`.
///
/// @param <S> the connections
public abstract sealed class SocketListener<S extends SocketStream> implements AutoCloseable
    permits TcpListener, UnixListener {
  private final ListenSocket socket;
  private final Turn accepting = new Turn();

  SocketListener(ListenSocket socket) {
    this.socket = socket;
  }

  /// Makes a stream of a connection.
  abstract S stream(StreamSocket accepted);

  /// Takes the next connection.
  ///
  /// **Cancel-safe**: a dropped accept loses no connection. Fails with [DescriptorLimitException]
  /// when there is no descriptor for it: the connection stays in the backlog, and another accept
  /// may succeed later; a loop should wait a little first.
  public final Future<S> accept() {
    return new Accept<>(this);
  }

  /// The connections of this listener for an accept loop, which waits and goes on when the process
  /// runs out of file descriptors. That is logged, at level WARNING of `io.pollen.net`.
  public final Incoming<S> incoming() {
    return incoming(Incoming.logging());
  }

  /// The same with another report of the limit.
  ///
  /// @param report is told when the limit is met first, and again after a minute without, on the
  ///   accepting task; what it throws, the accept throws
  public final Incoming<S> incoming(Consumer<? super DescriptorLimitException> report) {
    return new Incoming<>(this::accept, Objects.requireNonNull(report, "report"));
  }

  /// Sets an option, see `java.net.StandardSocketOptions`.
  public final <T> void option(SocketOption<T> option, T value) throws IOException {
    socket.option(option, value);
  }

  /// Reads an option.
  public final <T> T option(SocketOption<T> option) throws IOException {
    return socket.option(option);
  }

  /// The address it listens on.
  public abstract SocketAddress localAddress() throws IOException;

  final ListenSocket socket() {
    return socket;
  }

  /// Whether [#close] has not been called.
  public final boolean isOpen() {
    return socket.isOpen();
  }

  /// Stops listening; idempotent, from any thread. Connections that nobody has accepted are reset.
  @Override
  public final void close() {
    socket.close();
  }

  @Override
  public final String toString() {
    if (!isOpen()) {
      return getClass().getSimpleName() + "[closed]";
    }
    try {
      return getClass().getSimpleName() + "[" + localAddress() + "]";
    } catch (IOException e) {
      return getClass().getSimpleName() + "[" + e.getMessage() + "]";
    }
  }

  private static final class Accept<S extends SocketStream>
      extends TurnOperation<SocketListener<S>, S> {
    Accept(SocketListener<S> listener) {
      super(listener);
    }

    @Override
    Turn turn(SocketListener<S> on) {
      return on.accepting;
    }

    @Override
    Object attempt(Context cx, SocketListener<S> on) throws IOException {
      try {
        StreamSocket accepted = on.socket.pollAccept(cx);
        return accepted == null ? pending(cx) : on.stream(accepted);
      } catch (IOException e) {
        throw DescriptorLimitException.translated(e);
      }
    }

    @Override
    void forget(SocketListener<S> on) {
      on.socket.forgetAcceptor();
    }

    @Override
    String subject() {
      return "the listener";
    }

    @Override
    String occupied() {
      return "the listener is accepted from";
    }

    @Override
    String what() {
      return "an accept from";
    }
  }
}
