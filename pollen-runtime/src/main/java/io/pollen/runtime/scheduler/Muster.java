package io.pollen.runtime.scheduler;

import java.util.concurrent.atomic.AtomicInteger;

/// How many workers have not left. Once all of them have, none can join any more: the last one to
/// leave closes the runtime, and nobody must be in it then. Any thread.
final class Muster {
  private final AtomicInteger present;

  /// @param present how many workers there are at first
  Muster(int present) {
    this.present = new AtomicInteger(present);
  }

  /// One more.
  ///
  /// @return false when all had left already
  boolean join() {
    while (true) {
      int before = present.get();
      if (before == 0) {
        return false;
      }
      if (present.compareAndSet(before, before + 1)) {
        return true;
      }
    }
  }

  /// One less.
  ///
  /// @return whether it was the last one
  boolean leave() {
    return present.decrementAndGet() == 0;
  }
}
