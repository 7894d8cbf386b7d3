package io.pollen.runtime.blocking;

import io.pollen.Context;
import io.pollen.woven.RawFuture;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// A blocking call as a future that completes in its only poll, on a thread of the pool. An abort
/// interrupts that thread while the call runs, and never later; the thread of a mandatory call
/// never.
final class BlockingCall<T> extends RawFuture<T> {
  private final Callable<? extends T> callable;

  /// Of a mandatory call: told when it will not run.
  private final @Nullable Runnable refused;

  // --- under the monitor ---
  private @Nullable Thread runner;
  private boolean interrupted;

  BlockingCall(Callable<? extends T> callable, @Nullable Runnable refused) {
    this.callable = callable;
    this.refused = refused;
  }

  /// Whether it is to be carried through once the pool has taken it.
  boolean isMandatory() {
    return refused != null;
  }

  /// It has not run, and will not.
  @Override
  public void drop() {
    if (refused != null) {
      refused.run();
    }
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
    if (isMandatory()) {
      return;
    }
    interrupted = true;
    if (runner != null) {
      runner.interrupt();
    }
  }
}
