package io.pollen.server;

import io.pollen.Context;
import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.Inspectable;
import io.pollen.Inspection;
import io.pollen.Poll;
import io.pollen.runtime.task.AbortHandle;
import io.pollen.woven.RawFuture;
import org.jspecify.annotations.Nullable;

/// What the task of a connection runs: the handler's future. However that ends, the stream is
/// closed and the server told, once.
final class Served extends RawFuture<Void> implements Inspectable {
  private final Serving serving;
  private final Connection connection;

  /// Null once it has ended.
  private @Nullable Future<?> future;

  // --- the accepting task ---
  @Nullable AbortHandle task;

  Served(Serving serving, Connection connection, Future<?> future) {
    this.serving = serving;
    this.connection = connection;
    this.future = future;
  }

  @Override
  public @Nullable Object pollRaw(Context cx) throws Exception {
    Future<?> inner = future;
    if (inner == null) {
      throw new IllegalStateException("a connection was polled after its end");
    }
    boolean over = true;
    try {
      over = RawFuture.poll(inner, cx) != PENDING;
      return over ? null : PENDING;
    } catch (Exception failure) {
      serving.server.onFailure.accept(connection, failure);
      return null;
    } finally {
      if (over) {
        end();
      }
    }
  }

  @Override
  public Poll<Void> pollCancel(Context cx) {
    Future<?> inner = future;
    if (inner != null && !FailureHook.cancelled(inner, cx)) {
      return Poll.pending();
    }
    end();
    return Poll.ready();
  }

  @Override
  public void drop() {
    Future<?> inner = future;
    if (inner != null) {
      FailureHook.drop(inner);
      end();
    }
  }

  private void end() {
    if (future != null) {
      future = null;
      connection.stream().close();
      serving.ended(this);
    }
  }

  @Override
  public void inspect(Inspection into) {
    into.what("serving " + connection.stream()).awaits(future);
  }
}
