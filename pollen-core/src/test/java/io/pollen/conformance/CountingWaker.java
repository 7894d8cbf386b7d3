package io.pollen.conformance;

import io.pollen.Waker;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A waker that counts, and that a test can wait for.
public final class CountingWaker implements Waker {
  private final AtomicInteger wakes = new AtomicInteger();
  private final Semaphore signal = new Semaphore(0);

  @Override
  public void wake() {
    wakes.incrementAndGet();
    signal.release();
  }

  public int count() {
    return wakes.get();
  }

  public boolean isWoken() {
    return wakes.get() > 0;
  }

  /// Forgets the wakes so far.
  public void reset() {
    wakes.set(0);
    signal.drainPermits();
  }

  /// Waits up to 10 s for a wake since the last reset.
  public void awaitWake() throws InterruptedException {
    if (!signal.tryAcquire(10, TimeUnit.SECONDS)) {
      throw new AssertionError("not woken within 10 s: a wake-up was lost");
    }
    signal.release();
  }
}
