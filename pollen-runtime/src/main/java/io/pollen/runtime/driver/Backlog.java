package io.pollen.runtime.driver;

import io.pollen.Waker;
import io.pollen.runtime.sys.SocketCalls;
import io.pollen.runtime.sys.StreamCalls;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The connections that a multishot accept has brought and nobody has taken. A connection that
/// arrives for a listener that is closed is closed, too. When too many wait, the accept is ended,
/// and further connections wait in the kernel.
final class Backlog extends Multishot {
  /// The answer of a take that finds nothing.
  static final int NOTHING = -1;

  private static final int DEPTH = 64;

  // --- under this object's monitor ---
  private final ArrayDeque<Integer> connections = new ArrayDeque<>();
  private @Nullable Waker acceptor;
  private boolean closed;

  Backlog(EpollSocket socket) {
    super(socket);
  }

  @Override
  void write(RingDriver on) {
    on.accept(socket.fd, token);
  }

  /// The descriptor of the oldest connection, or [#NOTHING].
  synchronized int take() throws ClosedChannelException {
    check();
    Integer connection = connections.poll();
    return connection == null ? NOTHING : connection;
  }

  /// Waits, unless there is a reason not to: a connection, or no request in flight.
  boolean park(Waker waker) throws ClosedChannelException {
    synchronized (this) {
      check();
      if (!connections.isEmpty()) {
        return false;
      }
      acceptor = waker;
    }
    return !isIdle(); // Pairs with ended(), which stores IDLE, then takes the waker.
  }

  private void check() throws ClosedChannelException {
    if (closed) {
      throw new ClosedChannelException();
    }
  }

  /// The acceptor has given up.
  synchronized void forget() {
    acceptor = null;
  }

  @Override
  void completed(RingDriver by, int result, int flags, WakeBatch wakes) {
    if (result < 0) {
      return; // it has ended: who accepts meets the reason, if it is still there
    }
    boolean full;
    synchronized (this) {
      if (closed) {
        StreamCalls.close(result);
        return;
      }
      connections.add(result);
      full = connections.size() >= DEPTH;
    }
    wake(wakes);
    if (full) {
      stop();
    }
  }

  @Override
  synchronized void wake(WakeBatch wakes) {
    wakes.add(acceptor);
    acceptor = null;
  }

  @Override
  synchronized void discard(WakeBatch wakes) {
    closed = true;
    // The kernel lets go of the socket a little after the request has ended; the port is free now.
    SocketCalls.shutdown(socket.fd, SocketCalls.SHUT_RDWR);
    wake(wakes);
    connections.forEach(StreamCalls::close);
    connections.clear();
  }
}
