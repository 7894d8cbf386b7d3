package io.pollen.runtime.driver;

import io.pollen.Context;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Who may look at a driver's events, and how a wait ends: the same on every driver. Wakers are
/// called with no lock held.
abstract class PolledDriver implements Driver {
  /// Held by the one thread that waits for or looks at events.
  final ReentrantLock polling = new ReentrantLock();

  // --- every thread ---
  /// A wake-up is under way: set by the first wakeup(), reset by the owner's poll.
  private final AtomicBoolean woken = new AtomicBoolean();

  private final BooleanSupplier notWoken = () -> !woken.get();

  private final AtomicReference<@Nullable WakeBatch> spareBatch = new AtomicReference<>();
  private volatile boolean ownerWaits;

  /// Whoever has the lock waits, and does not only look. Written under the lock.
  private volatile boolean waited;

  /// The driver of the worker that polls with `cx`.
  static Driver of(Context cx) {
    Driver found = cx.find(Driver.class);
    if (found == null) {
      throw new IllegalStateException(
          "a socket needs a Pollen runtime: await it inside AsyncRuntime.blockOn or Pollen.run");
    }
    return found;
  }

  /// A socket of one kind of driver, `opener`, was polled on another one.
  static IllegalStateException foreign(String opener, Driver driver) {
    return new IllegalStateException(
        "the socket was opened by %s driver, but this task runs on %s".formatted(opener, driver));
  }

  /// Fetches events and collects who is to be woken. Under the lock.
  ///
  /// @param timeoutNanos 0 only looks, negative waits without limit
  /// @return how many events arrived
  abstract int dispatch(long timeoutNanos, WakeBatch wakes);

  /// Ends a wait in [#dispatch] that is under way, or one that was announced by [#willWait].
  abstract void signal();

  /// The calling thread is the owner, for now. Under the lock.
  void willPoll() {}

  /// A thread is about to wait, and looks at the reasons not to only after this. Under the lock.
  void willWait() {}

  /// It does not wait any more. Under the lock.
  void hasWaited() {}

  /// The wakers have been called, and the lock is free.
  void hasLooked() {}

  @Override
  public final int poll(long timeoutNanos) {
    lockAsOwner();
    // A sibling's tryPoll() may have fetched the signal: the flag is what counts. A wakeup() that
    // sets it after this look leaves a signal that ends the wait.
    return look(timeoutNanos, notWoken, true);
  }

  private void lockAsOwner() {
    if (polling.tryLock()) {
      return;
    }
    // Pairs with the look in tryWait: announced first, then signalled.
    ownerWaits = true;
    signal();
    polling.lock();
    ownerWaits = false;
  }

  @Override
  public final int tryWait(long timeoutNanos, BooleanSupplier mayWait) {
    // Who is refused sleeps elsewhere, and counts on whoever waits here: one that only looks leaves
    // nobody behind, so that must not be the reason. It is gone in a moment.
    while (!polling.tryLock()) {
      if (waited) {
        return -1;
      }
      Thread.yield();
    }
    // Whoever signals after these looks ends the wait: nobody but this thread fetches it.
    return look(timeoutNanos, () -> !ownerWaits && mayWait.getAsBoolean(), false);
  }

  @Override
  public final void endTryWait() {
    signal();
  }

  @Override
  public final int tryPoll() {
    if (!polling.tryLock()) {
      return 0;
    }
    return look(0, () -> false, false);
  }

  /// Looks, or waits, and wakes. The caller has taken the lock, which is free afterwards.
  ///
  /// @param mayWait asked after [#willWait]
  private int look(long timeoutNanos, BooleanSupplier mayWait, boolean asOwner) {
    WakeBatch wakes = takeBatch();
    int count;
    try {
      if (asOwner) {
        willPoll();
      }
      if (timeoutNanos != 0) {
        waited = true;
        willWait();
      }
      count = dispatch(mayWait.getAsBoolean() ? timeoutNanos : 0, wakes);
      if (asOwner && woken.get()) {
        woken.getAndSet(false); // Pairs with wakeup(): what its caller did before is visible now.
      }
    } finally {
      if (timeoutNanos != 0) {
        waited = false;
      }
      hasWaited();
      polling.unlock();
      call(wakes);
    }
    hasLooked();
    return count;
  }

  @Override
  public final void wakeup() {
    if (!woken.getAndSet(true)) {
      signal();
    }
  }

  final WakeBatch takeBatch() {
    WakeBatch spare = spareBatch.getAndSet(null);
    return spare != null ? spare : new WakeBatch();
  }

  /// With the lock released.
  final void call(WakeBatch wakes) {
    wakes.wakeAll();
    spareBatch.set(wakes);
  }
}
