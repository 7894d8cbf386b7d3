package io.pollen.runtime.scheduler;

import io.pollen.FailureHook;
import io.pollen.Waker;
import java.util.ArrayList;
import java.util.List;

/// Wakers that are due after the driver has had its turn. The worker adds and wakes; a sibling
/// wakes when the worker is stuck.
final class Deferred {
  private static final List<Waker> NONE = List.of();

  // --- written under the monitor ---
  private volatile List<Waker> wakers = NONE;

  synchronized void add(Waker waker) {
    List<Waker> list = wakers;
    if (list == NONE) {
      wakers = list = new ArrayList<>(4);
    }
    if (list.isEmpty() || list.getLast() != waker) {
      list.add(waker);
    }
  }

  boolean isEmpty() {
    return wakers == NONE;
  }

  void wakeAll() {
    if (wakers == NONE) {
      return;
    }
    List<Waker> due;
    synchronized (this) {
      due = wakers;
      wakers = NONE;
    }
    due.forEach(FailureHook::wake);
  }
}
