package io.pollen.runtime.scheduler;

import io.pollen.sync.NonBlocking;
import org.jspecify.annotations.Nullable;

/// A thread that steps workers: a task that is woken or spawned on it goes to that worker's queue.
class Carrier extends Thread implements NonBlocking {
  // --- this thread only ---
  private @Nullable Worker worker;

  Carrier(Runnable body, String name, long stackSize) {
    super(null, body, name, stackSize, false);
  }

  /// From now on this thread steps `worker`.
  void carry(@Nullable Worker worker) {
    this.worker = worker;
  }

  /// Not while it is in a blocking call and another thread steps the worker.
  @Override
  public boolean mustNotBlock() {
    return worker != null;
  }

  /// The worker that the calling thread steps, or null.
  static @Nullable Worker current() {
    return Thread.currentThread() instanceof Carrier carrier ? carrier.worker : null;
  }
}
