package io.pollen.runtime.scheduler;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// Which thread steps a worker, one at a time, and for how long. A thread that goes into a blocking
/// call leaves the helm to another one, and wants it back when the call has returned; whoever has
/// it then looks at [#isWanted] after each step.
///
/// | life      | set by                      | meaning                                            |
/// |-----------|-----------------------------|----------------------------------------------------|
/// | GOES_ON   | –                           | the worker is stepped                              |
/// | DISMISSED | the watchdog, from GOES_ON  | a surplus worker: it ends as soon as it can        |
/// | ENDED     | whoever has the helm        | there is nothing to steer any more, and never will |
final class Helm {
  /// One permit. Fair: whoever comes back from a call goes before a thread that has nothing to do.
  private final Semaphore free = new Semaphore(1, true);

  // --- any thread ---
  private final AtomicInteger wanting = new AtomicInteger();
  private final AtomicReference<Life> life = new AtomicReference<>(Life.GOES_ON);

  private enum Life {
    GOES_ON,
    DISMISSED,
    ENDED
  }

  /// Takes the helm if nobody has it, or waits for it.
  boolean takeIfFree() {
    try {
      return free.tryAcquire(0, TimeUnit.NANOSECONDS); // the form that is fair
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Waits for the helm; interrupts do not count.
  ///
  /// @param nudge wakes the worker, if it is parked, so that its thread looks at [#isWanted]
  void take(Runnable nudge) {
    if (takeIfFree()) {
      return;
    }
    wanting.incrementAndGet(); // Pairs with isWanted: the thread at the helm looks after its park.
    nudge.run();
    free.acquireUninterruptibly();
    wanting.decrementAndGet();
  }

  /// Whether another thread waits for it.
  boolean isWanted() {
    return wanting.get() != 0;
  }

  /// Whoever has it only.
  void leave() {
    free.release();
  }

  /// A surplus worker is not needed any more. The watchdog only.
  ///
  /// @return false when it knew already
  boolean dismiss() {
    return life.compareAndSet(Life.GOES_ON, Life.DISMISSED);
  }

  /// Whether it was dismissed and has not ended.
  boolean isDismissed() {
    return life.get() == Life.DISMISSED;
  }

  /// The worker has come to its end: there is nothing to steer any more. Whoever has it only.
  void end() {
    life.set(Life.ENDED);
  }

  /// Whether the worker has come to its end.
  boolean hasEnded() {
    return life.get() == Life.ENDED;
  }
}
