package io.pollen.runtime.blocking;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Notices, once, that calls have waited for long while all threads of a pool were busy: often
/// calls that wait for each other. A thread of its own watches, because in such a standstill no
/// other comes by.
final class Saturation {
  // --- constant ---
  private final ReentrantLock lock;
  private final Condition relief;
  private final long patienceNanos;
  private final Runnable tell;

  // --- under the lock ---
  private @Nullable Thread watcher;
  private boolean told;

  /// @param lock the pool's
  /// @param tell called without the lock
  Saturation(ReentrantLock lock, Duration patience, Runnable tell) {
    this.lock = lock;
    relief = lock.newCondition();
    patienceNanos = patience.toNanos();
    this.tell = tell;
  }

  /// A call waits, and every thread is busy. Under the lock.
  void begins() {
    if (watcher == null && !told) {
      watcher = Thread.ofVirtual().name("pollen-saturation").start(this::watch);
    }
  }

  /// No call waits any more. Under the lock.
  void ends() {
    if (watcher != null) {
      watcher = null;
      relief.signalAll();
    }
  }

  private void watch() {
    if (standsStill()) {
      tell.run();
    }
  }

  private boolean standsStill() {
    lock.lock();
    try {
      long left = patienceNanos;
      while (watcher == Thread.currentThread() && left > 0) {
        left = relief.awaitNanos(left);
      }
      told |= watcher == Thread.currentThread();
      return watcher == Thread.currentThread();
    } catch (InterruptedException e) {
      return false; // nobody has a reason to; then nobody is told
    } finally {
      lock.unlock();
    }
  }
}
