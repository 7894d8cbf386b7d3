package io.pollen.verify.combine;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Waker;

/// One poll, for programs whose futures do not fail.
final class Polls {
  private Polls() {}

  /// @return whether it was ready
  static boolean once(Future<?> future, Waker waker) {
    try {
      return future.poll(Context.of(waker)).isReady();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
