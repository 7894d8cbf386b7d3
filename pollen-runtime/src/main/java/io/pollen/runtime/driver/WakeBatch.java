package io.pollen.runtime.driver;

import io.pollen.FailureHook;
import io.pollen.Waker;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Wakers that are to be called after all locks are released. Owned by one thread at a time.
final class WakeBatch {
  private @Nullable Waker[] wakers = new Waker[32];
  private int size;

  void add(@Nullable Waker waker) {
    if (waker == null) {
      return;
    }
    if (size == wakers.length) {
      wakers = Arrays.copyOf(wakers, size * 2);
    }
    wakers[size++] = waker;
  }

  /// Calls them in the order of their events, and forgets them. One that throws costs nobody else
  /// the wake: an edge is told only once.
  void wakeAll() {
    for (int i = 0; i < size; i++) {
      Waker waker = wakers[i];
      wakers[i] = null;
      if (waker != null) {
        FailureHook.wake(waker);
      }
    }
    size = 0;
  }
}
