package io.pollen.tls;

import io.pollen.Context;
import io.pollen.Waker;
import io.pollen.runtime.blocking.BlockingPool;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.woven.RawFuture;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/// The computations that an engine does not want to make in a wrap or unwrap, on the pool for
/// blocking calls. They go on when the operation that waits for them is dropped; the next one waits
/// for them. Inside the gate only.
///
/// While one is running nobody calls the engine: it would wait, blocking, for the task's end.
final class DelegatedTasks {
  private final SSLEngine engine;
  private final Waker wakes;
  private @Nullable JoinHandle<Boolean> running;

  /// @param wakes whoever waits on either side; the same one for ever, as a handle has one awaiter
  DelegatedTasks(SSLEngine engine, Waker wakes) {
    this.engine = engine;
    this.wakes = wakes;
  }

  /// Has the engine begin the handshake: a client makes its keys then, and does not ask for a task.
  ///
  /// @return whether it could: not in the last poll of a block that is being dropped
  boolean begin(Context cx) {
    return start(
        cx,
        () -> {
          engine.beginHandshake();
          return true;
        });
  }

  /// Starts what the engine has to compute.
  ///
  /// @return whether it could, as [#begin]
  boolean start(Context cx) {
    return start(cx, this::run);
  }

  private boolean start(Context cx, Callable<Boolean> work) {
    BlockingPool pool = cx.find(BlockingPool.class);
    if (pool == null) {
      if (cx.isLast()) {
        return false;
      }
      throw new IllegalStateException(
          "TLS needs a Pollen runtime: await it inside AsyncRuntime.blockOn or Pollen.run");
    }
    running = pool.submit(work);
    return true;
  }

  private boolean run() {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
    return true;
  }

  boolean areRunning() {
    return running != null;
  }

  /// @return whether none is running; else the caller's side is woken when they are through
  boolean areDone(Context cx) throws Exception {
    JoinHandle<Boolean> now = running;
    if (now == null) {
      return true;
    }
    boolean over = true;
    try {
      over = RawFuture.poll(now, cx.withWaker(wakes)) != RawFuture.PENDING;
      return over;
    } finally {
      if (over) {
        running = null;
      }
    }
  }

  /// Nobody waits any more; what runs goes on to its end.
  void release() {
    JoinHandle<Boolean> left = running;
    running = null;
    if (left != null) {
      left.drop();
    }
  }
}
