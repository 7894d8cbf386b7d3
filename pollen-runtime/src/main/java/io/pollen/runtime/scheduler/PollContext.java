package io.pollen.runtime.scheduler;

import io.pollen.Context;
import io.pollen.Waker;

/// The context at the root of a poll, whose budget and deferred wakers its derived contexts share.
interface PollContext extends Context {

  /// How many operations a task may complete in one poll (Tokio's number).
  int BUDGET = 128;

  /// Spends one unit of the budget, if there is one.
  boolean spend();

  /// Wakes `waker` after the driver has had its turn.
  void defer(Waker waker);

  @Override
  default boolean proceed() {
    if (spend()) {
      return true;
    }
    defer();
    return false;
  }

  @Override
  default Context withWaker(Waker waker) {
    return waker == waker() ? this : new Derived(this, waker);
  }
}
