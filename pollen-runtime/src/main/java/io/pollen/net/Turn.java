package io.pollen.net;

import io.pollen.Future;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// Which operation waits on one side of a socket. A second one would take the first one's waker
/// away and leave it asleep for ever, so it is refused.
final class Turn {
  private static final VarHandle WAITING;

  static {
    try {
      WAITING = MethodHandles.lookup().findVarHandle(Turn.class, "waiting", Future.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /// Written with release, read with acquire: the operations of one side are ordered by whoever
  /// owns it, and a fence for each message would be the price of telling others a little sooner.
  private @Nullable Future<?> waiting;

  private @Nullable Future<?> waiting() {
    return (Future<?>) WAITING.getAcquire(this);
  }

  /// @throws IllegalStateException when another operation waits
  void check(TurnOperation<?, ?> operation) {
    Future<?> other = waiting();
    if (other != null && other != operation) {
      throw new IllegalStateException(
          operation.occupied()
              + " by another task already (or by a future that was abandoned without drop): one task at a"
              + " time");
    }
  }

  boolean isFree() {
    return waiting() == null;
  }

  boolean isWaiting(Future<?> operation) {
    return waiting() == operation;
  }

  void waits(Future<?> operation) {
    if (waiting() != operation) {
      WAITING.setRelease(this, operation);
    }
  }

  /// @return whether it was waiting
  boolean ends(Future<?> operation) {
    if (waiting() == operation) {
      WAITING.setRelease(this, null);
      return true;
    }
    return false;
  }
}
