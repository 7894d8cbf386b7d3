package io.pollen.runtime.blocking;

import io.pollen.Context;
import io.pollen.woven.RawFuture;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// A blocking call as a future that completes in its only poll, on a thread of the pool. An abort
/// interrupts that thread while the call runs, and never later.
final class BlockingCall<T> extends RawFuture<T> {
  private final Callable<? extends T> callable;

  // --- under the monitor ---
  private @Nullable Thread runner;
  private boolean interrupted;

  BlockingCall(Callable<? extends T> callable) {
    this.callable = callable;
  }

  @Override
  public @Nullable Object pollRaw(Context cx) throws Exception {
    synchronized (this) {
      runner = Thread.currentThread();
      if (interrupted) {
        runner.interrupt();
      }
    }
    try {
      return callable.call();
    } finally {
      synchronized (this) {
        runner = null;
      }
    }
  }

  /// The thread that runs it, or null. Any thread.
  synchronized @Nullable Thread runner() {
    return runner;
  }

  @Override
  public String toString() {
    return "a blocking call";
  }

  /// Any thread.
  synchronized void interrupt() {
    interrupted = true;
    if (runner != null) {
      runner.interrupt();
    }
  }
}
