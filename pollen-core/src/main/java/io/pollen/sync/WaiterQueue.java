package io.pollen.sync;

import org.jspecify.annotations.Nullable;

/// A doubly linked queue whose nodes are the waiting futures. Every method is called with the lock
/// of its owner held, and none runs foreign code.
final class WaiterQueue {
  private @Nullable Waiter<?> first;
  private @Nullable Waiter<?> last;

  boolean isEmpty() {
    return first == null;
  }

  @Nullable Waiter<?> first() {
    return first;
  }

  @Nullable Waiter<?> last() {
    return last;
  }

  void addLast(Waiter<?> waiter) {
    Waiter<?> before = last;
    waiter.previous = before;
    waiter.next = null;
    last = waiter;
    if (before == null) {
      first = waiter;
    } else {
      before.next = waiter;
    }
  }

  /// Takes out one waiter, wherever it stands.
  void unlink(Waiter<?> waiter) {
    Waiter<?> before = waiter.previous;
    Waiter<?> after = waiter.next;
    if (before == null) {
      first = after;
    } else {
      before.next = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.previous = before;
    }
    waiter.previous = null;
    waiter.next = null;
  }

  /// Takes out everything in front of `stop` (all when it is null).
  ///
  /// @return the chain that was taken out, linked by `next`; null when there was nothing
  @Nullable Waiter<?> takeUntil(@Nullable Waiter<?> stop) {
    Waiter<?> chain = first;
    if (chain == stop) {
      return null;
    }
    first = stop;
    if (stop == null) {
      last = null;
    } else {
      Waiter<?> end = stop.previous;
      stop.previous = null;
      if (end != null) {
        end.next = null;
      }
    }
    return chain;
  }
}
