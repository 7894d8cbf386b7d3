package io.pollen.bench.peer;

import io.pollen.bench.micro.Body;
import io.pollen.bench.micro.Shapes;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The notify shapes on threads: waiters of a condition, signalled until enough have come up.
final class Notified implements Body {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition condition = lock.newCondition();
  private final AtomicInteger seen = new AtomicInteger();
  private final boolean all;
  private volatile boolean on = true;

  Notified(Executor tasks, int waiters, boolean all) {
    this.all = all;
    for (int i = 0; i < waiters; i++) {
      tasks.execute(this::waitAgainAndAgain);
    }
  }

  private void waitAgainAndAgain() {
    lock.lock();
    try {
      while (on) {
        condition.awaitUninterruptibly();
        seen.incrementAndGet();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void run() {
    seen.set(0);
    while (seen.get() < Shapes.WAKEUPS) {
      signal();
    }
  }

  private void signal() {
    lock.lock();
    try {
      if (all) {
        condition.signalAll();
      } else {
        condition.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    on = false;
    lock.lock();
    try {
      condition.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
