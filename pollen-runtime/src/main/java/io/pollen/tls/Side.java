package io.pollen.tls;

import io.pollen.AtomicWaker;
import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.Waker;
import org.jspecify.annotations.Nullable;

/// Who waits on one side of a connection, its reader or its writer.
final class Side {
  private final String done;
  private final AtomicWaker waker = new AtomicWaker();
  private volatile @Nullable Future<?> waiting;

  /// @param done what is done on this side: "read" or "written"
  Side(String done) {
    this.done = done;
  }

  /// Notes that `operation` waits, before it is known whether it has to.
  ///
  /// @throws IllegalStateException when another one waits: it would never be woken again
  void waits(Future<?> operation, Waker by) {
    Future<?> other = waiting;
    if (other != null && other != operation) {
      throw new IllegalStateException(
          "the TLS stream is "
              + done
              + " by another task already (or by a future that was abandoned without drop): one"
              + " task at a time");
    }
    waiting = operation;
    waker.register(by);
  }

  /// @return whether it was waiting
  boolean ends(Future<?> operation) {
    if (waiting != operation) {
      return false;
    }
    waiting = null;
    waker.take();
    return true;
  }

  /// Any thread.
  void wake() {
    Waker waiter = waker.take();
    if (waiter != null) {
      FailureHook.wake(waiter);
    }
  }
}
