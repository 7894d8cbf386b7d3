package io.pollen.server;

import io.pollen.Future;
import io.pollen.net.TcpListener;
import io.pollen.sync.CancellationToken;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// How to serve the connections of a listener: a task for each, as many at a time as allowed, and
/// in the end a drain: no new connections, time for those that are there, then an abort.
///
/// Immutable: each setting answers another server. It may serve several listeners.
public final class Server {
  private static final Duration GRACE = Duration.ofSeconds(30);

  final Function<? super Connection, ? extends Future<?>> handler;
  final int maxConnections;
  final Duration grace;
  final BiConsumer<? super Connection, ? super Throwable> onFailure;

  private Server(
      Function<? super Connection, ? extends Future<?>> handler,
      int maxConnections,
      Duration grace,
      BiConsumer<? super Connection, ? super Throwable> onFailure) {
    this.handler = handler;
    this.maxConnections = maxConnections;
    this.grace = grace;
    this.onFailure = onFailure;
  }

  /// A server without a limit of connections, with a grace of 30 seconds, and a log of failures.
  ///
  /// @param handler what serves a connection, for example `connection -> async(() -> ...)` or an
  ///   `AsyncFunction`'s `start`; its value does not count. Called on the accepting task, so it
  ///   only makes the future; that is polled in a task of its own
  public static Server of(Function<? super Connection, ? extends Future<?>> handler) {
    Objects.requireNonNull(handler, "handler");
    return new Server(handler, Integer.MAX_VALUE, GRACE, Server::log);
  }

  /// At most so many connections at a time. Those beyond are not accepted: they wait in the
  /// system's backlog until one ends.
  ///
  /// @throws IllegalArgumentException below 1
  public Server maxConnections(int most) {
    if (most < 1) {
      throw new IllegalArgumentException(
          "a server needs at least 1 connection at a time, not " + most);
    }
    return new Server(handler, most, grace, onFailure);
  }

  /// How long connections may take to end by themselves once the server was told to stop; what is
  /// left then is aborted. Zero aborts at once.
  ///
  /// @throws IllegalArgumentException when it is negative
  public Server grace(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("a grace is zero or more, not " + time);
    }
    return new Server(handler, maxConnections, time, onFailure);
  }

  /// What to do when a connection's future fails, or the handler throws. By default an
  /// `IOException`, which mostly says that the peer went away, is logged at level DEBUG of
  /// `io.pollen.server`, and everything else at ERROR. The connection is closed after it, and the
  /// server goes on.
  ///
  /// @param action on the connection's task; what it throws goes to the runtime's handler of
  ///   failures
  public Server onFailure(BiConsumer<? super Connection, ? super Throwable> action) {
    return new Server(handler, maxConnections, grace, Objects.requireNonNull(action, "action"));
  }

  /// Serves `listener` until `stop` is cancelled; completes when the last connection has ended.
  /// While the process has no descriptor left it waits, see [io.pollen.net.Incoming].
  ///
  /// It owns the listener, from this call on: closes it when the drain begins, and when this future
  /// is dropped.
  ///
  /// Cancellation: dropping it, or a failure of the listener, aborts the connections, and waits for
  /// none.
  public Future<Void> serve(TcpListener listener, CancellationToken stop) {
    return new Serving(
        this, Objects.requireNonNull(listener, "listener"), Objects.requireNonNull(stop, "stop"));
  }

  private static void log(Connection connection, Throwable failure) {
    System.getLogger("io.pollen.server")
        .log(
            failure instanceof IOException ? Level.DEBUG : Level.ERROR,
            () -> "a connection has failed: " + connection.stream(),
            failure);
  }
}
