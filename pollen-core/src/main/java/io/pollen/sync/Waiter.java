package io.pollen.sync;

import io.pollen.FailureHook;
import io.pollen.Waker;
import io.pollen.woven.RawFuture;
import org.jspecify.annotations.Nullable;

/// A leaf future that is its own node in a [WaiterQueue]: waiting allocates nothing but the future.
///
/// While it is queued its links belong to the holder of the queue's lock. A waiter that was taken
/// out of the queue to be woken belongs, links and all, to the thread that took it out, until that
/// thread has called its waker: the future's owner never touches the links of a waiter that has
/// left the queue.
abstract sealed class Waiter<T> extends RawFuture<T> permits PermitWaiter, Notify.Notified {
  // --- under the queue's lock; afterwards the thread that took the waiter out ---
  @Nullable Waiter<?> previous;
  @Nullable Waiter<?> next;

  /// Written by the owner under the queue's lock; read by the thread that took the waiter out.
  @Nullable Waker waker;

  /// Calls the wakers of a chain that was taken out of a queue, first to last. No lock is held. One
  /// that throws against its rule must not leave those behind it asleep: its failure is reported.
  static void wakeAll(@Nullable Waiter<?> chain) {
    while (chain != null) {
      Waiter<?> following = chain.next;
      chain.next = null; // an old waiter must not keep younger ones alive, nor the reverse
      chain.previous = null;
      Waker stored = chain.waker;
      chain.waker = null;
      if (stored != null) {
        FailureHook.wake(stored);
      }
      chain = following;
    }
  }
}
