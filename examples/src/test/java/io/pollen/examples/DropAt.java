package io.pollen.examples;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.runtime.driver.TimerWheel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Drops a future where it has been Pending for the n-th time, and tells a script when it waits.
final class DropAt<T> implements Future<Void> {
  private final Future<T> inner;
  private final int n;
  private final Semaphore waits = new Semaphore(0);
  private final CountDownLatch ended = new CountDownLatch(1);

  /// The timers of the workers that have polled it.
  final Set<TimerWheel> wheels = ConcurrentHashMap.newKeySet();

  private int pendings;
  private volatile boolean dropped;

  DropAt(Future<T> inner, int n) {
    this.inner = inner;
    this.n = n;
  }

  @Override
  public Poll<Void> poll(Context cx) throws Exception {
    wheels.add(cx.find(TimerWheel.class));
    boolean goOn = false;
    try {
      if (inner.poll(cx).isReady()) {
        return Poll.ready();
      }
      if (++pendings == n) {
        inner.drop();
        dropped = true;
        return Poll.ready();
      }
      goOn = true;
      return Poll.pending();
    } finally {
      if (!goOn) {
        ended.countDown();
      }
      waits.release();
    }
  }

  @Override
  public void drop() {
    inner.drop();
    ended.countDown();
    waits.release();
  }

  /// Waits until it has been Pending since the last call, or has ended.
  void awaitWait() throws InterruptedException {
    if (ended.getCount() > 0 && !waits.tryAcquire(20, TimeUnit.SECONDS)) {
      throw new AssertionError("it neither waits nor ends");
    }
    waits.drainPermits();
  }

  void awaitEnd() throws InterruptedException {
    if (!ended.await(20, TimeUnit.SECONDS)) {
      throw new AssertionError("it does not end");
    }
  }

  /// Whether it was dropped, rather than through before its n-th wait.
  boolean wasDropped() {
    return dropped;
  }
}
