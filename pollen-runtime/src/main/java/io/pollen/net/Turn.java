package io.pollen.net;

import io.pollen.Future;
import org.jspecify.annotations.Nullable;

/// Which operation waits on one side of a socket. A second one would take the first one's waker
/// away and leave it asleep for ever, so it is refused.
final class Turn {
  private volatile @Nullable Future<?> waiting;

  /// @throws IllegalStateException when another operation waits
  void check(Future<?> operation, String what) {
    Future<?> other = waiting;
    if (other != null && other != operation) {
      throw new IllegalStateException(
          what
              + " by another task already (or by a future that was abandoned without drop): one task at a"
              + " time");
    }
  }

  boolean isFree() {
    return waiting == null;
  }

  boolean isWaiting(Future<?> operation) {
    return waiting == operation;
  }

  void waits(Future<?> operation) {
    if (waiting != operation) {
      waiting = operation;
    }
  }

  /// @return whether it was waiting
  boolean ends(Future<?> operation) {
    if (waiting == operation) {
      waiting = null;
      return true;
    }
    return false;
  }
}
