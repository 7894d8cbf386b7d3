package io.pollen.sync;

import io.pollen.Future;
import io.pollen.Waker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// The waker of a channel's one receiver: stored before it looks again, taken by whoever wakes it.
///
/// The receiver stores (volatile) and then looks at the queue (volatile); a sender stores its item
/// (volatile) and then looks here (volatile). In the one order of all these accesses, one side
/// comes second and sees the other. A sender that finds no waker, or loses the race to take it,
/// needs do nothing: the receiver has yet to store its waker, and will look again after that.
final class ReceiverWaker {
  private static final VarHandle WAKER;

  static {
    try {
      WAKER = MethodHandles.lookup().findVarHandle(ReceiverWaker.class, "waker", Waker.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // --- every thread ---
  private volatile @Nullable Waker waker;

  // --- receiver ---
  /// Whose waker it is, or was before it was taken: the task's waker alone would not tell two waits
  /// of one task apart.
  private @Nullable Future<?> waiting;

  /// Receiver: store before looking again. Pairs with the load in wake().
  ///
  /// Where another wait's waker was taken before this one came, that wait's next poll meets this
  /// one's waker instead: of two tasks that wait, one is told so.
  ///
  /// @throws IllegalStateException when the waker of another wait is here, and it is not of the
  ///   same task: it would never be called
  void store(Future<?> wait, Waker latest) {
    Waker stored = waker;
    if (stored != null && waiting != wait && waiting != null && !stored.willWake(latest)) {
      throw new IllegalStateException(
          "Mpsc.Receiver: another recv() waits already (or was abandoned without drop): one task at"
              + " a time receives");
    }
    waiting = wait;
    // A waker that is still here was not taken: whoever looks after this will find it.
    if (stored == null || !stored.willWake(latest)) {
      waker = latest;
    }
  }

  /// Receiver: `wait` is no longer interested. A later one that has taken its place is left alone.
  void clear(Future<?> wait) {
    if (waiting == wait) {
      waiting = null;
      if (waker != null) {
        waker = null;
      }
    }
  }

  /// Sender: after a volatile store of what the receiver looks for.
  void wake() {
    Waker stored = waker;
    if (stored != null && WAKER.compareAndSet(this, stored, null)) {
      stored.wake();
    }
  }
}
