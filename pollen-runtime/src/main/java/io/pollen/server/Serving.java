package io.pollen.server;

import io.pollen.Context;
import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.Inspectable;
import io.pollen.Inspection;
import io.pollen.net.Incoming;
import io.pollen.net.TcpListener;
import io.pollen.net.TcpStream;
import io.pollen.runtime.scheduler.CurrentRuntime;
import io.pollen.runtime.task.AbortHandle;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.runtime.task.Spawner;
import io.pollen.sync.CancellationToken;
import io.pollen.sync.Notify;
import io.pollen.time.Time;
import io.pollen.woven.RawFuture;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// See [Server#serve].
final class Serving extends RawFuture<Void> implements Inspectable {

  private enum Phase {
    /// Accepts.
    OPEN,
    /// Waits for the connections that are left, for as long as the grace is.
    DRAINING,
    /// Waits for the connections that it has aborted.
    ENDING,
    /// Completed, failed or dropped.
    OVER
  }

  // --- constant ---
  final Server server;
  private final TcpListener listener;
  private final CancellationToken stop;
  private final Incoming<TcpStream> incoming;

  // --- any task: the connections that have not ended, how many, and that one has ended ---
  private final Set<Served> live = ConcurrentHashMap.newKeySet();
  private final AtomicInteger open = new AtomicInteger();
  private final Notify someEnd = new Notify();

  // --- the owner ---
  private Phase phase = Phase.OPEN;
  private @Nullable Future<Void> stopped;
  private @Nullable Future<TcpStream> accept;
  private @Nullable Future<Void> grace;
  private @Nullable Future<Void> end;

  Serving(Server server, TcpListener listener, CancellationToken stop) {
    this.server = server;
    this.listener = listener;
    this.stop = stop;
    incoming = listener.incoming();
  }

  /// A connection has ended. Its task.
  void ended(Served connection) {
    live.remove(connection);
    // Count, then tell: pairs with the looks at `open`, after which the owner waits. A permit is
    // stored for an owner that has looked and does not wait yet.
    open.decrementAndGet();
    someEnd.notifyOne();
  }

  @Override
  public @Nullable Object pollRaw(Context cx) throws Exception {
    boolean failed = true;
    try {
      Object answer = advance(cx);
      failed = false;
      return answer;
    } finally {
      if (failed) {
        drop();
      }
    }
  }

  private @Nullable Object advance(Context cx) throws Exception {
    while (true) {
      boolean goesOn =
          switch (phase) {
            case OPEN -> accept(cx);
            case DRAINING -> drain(cx);
            case ENDING -> hasAnEnd(cx);
            case OVER -> throw new IllegalStateException("Server.serve was polled after its end");
          };
      if (phase != Phase.OPEN && open.get() == 0) {
        drop(); // of what it waited for
        return null;
      }
      if (!goesOn) {
        return PENDING;
      }
    }
  }

  /// @return whether to look again at once
  private boolean accept(Context cx) throws Exception {
    if (stopped == null) {
      stopped = stop.cancelled();
    }
    if (RawFuture.poll(stopped, cx) != PENDING) {
      stopped = null;
      beginDrain();
      return true;
    }
    if (open.get() >= server.maxConnections) {
      return hasAnEnd(cx);
    }
    if (accept == null) {
      accept = incoming.next();
    }
    if (RawFuture.poll(accept, cx) instanceof TcpStream stream) {
      accept = null;
      begin(new Connection(stream, stop));
      return true;
    }
    return false;
  }

  private void begin(Connection connection) {
    Served served = new Served(this, connection, handled(connection));
    open.incrementAndGet();
    live.add(served);
    JoinHandle<Void> task = CurrentRuntime.require(Spawner.class).spawn(served);
    served.task = task;
    task.drop(); // nobody awaits it; it can still be aborted
  }

  private Future<?> handled(Connection connection) {
    try {
      return Objects.requireNonNull(server.handler.apply(connection), "the handler's future");
    } catch (Exception failure) {
      Future<Void> failed =
          cx -> {
            throw failure;
          };
      return failed; // told and closed as any other
    }
  }

  private void beginDrain() {
    phase = Phase.DRAINING;
    Future<TcpStream> accepting = accept;
    accept = null;
    if (accepting != null) {
      accepting.drop();
    }
    listener.close();
    grace = Time.sleep(server.grace);
  }

  /// @return whether to look again at once
  private boolean drain(Context cx) throws Exception {
    if (grace == null || RawFuture.poll(grace, cx) != PENDING) {
      grace = null;
      phase = Phase.ENDING;
      abortAll();
      return true;
    }
    return hasAnEnd(cx);
  }

  private void abortAll() {
    for (Served connection : live) {
      AbortHandle task = connection.task;
      if (task != null) {
        task.abort();
      }
    }
  }

  /// @return whether a connection has ended since it was asked last
  private boolean hasAnEnd(Context cx) throws Exception {
    if (end == null) {
      end = someEnd.notified();
    }
    if (RawFuture.poll(end, cx) == PENDING) {
      return false;
    }
    end = null;
    return true;
  }

  @Override
  public void drop() {
    if (phase == Phase.OVER) {
      return;
    }
    phase = Phase.OVER;
    listener.close();
    for (Future<?> waiting : new @Nullable Future<?>[] {stopped, accept, grace, end}) {
      if (waiting != null) {
        FailureHook.drop(waiting);
      }
    }
    stopped = null;
    accept = null;
    grace = null;
    end = null;
    abortAll();
  }

  @Override
  public void inspect(Inspection into) {
    into.what("a server of " + open.get() + " connections").awaits(accept).awaits(grace);
  }
}
