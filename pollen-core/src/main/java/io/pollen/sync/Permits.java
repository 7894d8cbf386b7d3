package io.pollen.sync;

import io.pollen.Waker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// The fair counter under [Semaphore], [Mutex] and the bounded channel: permits, and a first-in,
/// first-out queue of waiters that each want a number of them.
///
/// All of its state is one word:
///
/// | bits  | name    | set by                  | cleared by               | meaning                                      |
/// |-------|---------|-------------------------|--------------------------|----------------------------------------------|
/// | 0     | CLOSED  | close                   | never                    | nothing is granted any more                  |
/// | 1     | WAITERS | enqueue, under the lock | hand-out, cancel, close, under the lock | the queue is not empty        |
/// | 2..33 | permits | release                 | acquire, hand-out        | permits that nobody holds                    |
///
/// Without WAITERS, acquire and release are one compare-and-set. With WAITERS, only the holder of
/// the lock changes the word, so nobody overtakes the queue: a released permit goes to the first
/// waiter, which is granted as many as it asked for, at once or not at all. A large request at the
/// front therefore holds back smaller ones behind it.
///
/// The lock guards the links of the queue for a few instructions; no waker and no other foreign
/// code is called while it is held. (The batch semaphore of Tokio has the same fairness; there the
/// first waiter collects permits one by one.)
final class Permits {
  static final int MAX = Integer.MAX_VALUE;

  private static final long CLOSED = 1;
  private static final long WAITERS = 2;
  private static final long FLAGS = CLOSED | WAITERS;
  private static final int SHIFT = 2;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Permits.class, "state", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /// What a request was answered.
  enum Answer {
    GRANTED,
    QUEUED,
    CLOSED
  }

  // --- every thread ---
  private volatile long state;

  // --- under the lock, which is this object's monitor ---
  private final WaiterQueue queue = new WaiterQueue();

  Permits(int permits) {
    STATE.setRelease(this, (long) permits << SHIFT);
  }

  int available() {
    return (int) (state >>> SHIFT);
  }

  boolean isClosed() {
    return (state & CLOSED) != 0;
  }

  /// Whether it is closed and all `permits` are back: nobody can use one any more.
  boolean isClosedWith(int permits) {
    return state == (((long) permits << SHIFT) | CLOSED);
  }

  /// Takes `count` permits if they are there and nobody waits.
  boolean tryAcquire(int count) {
    long wanted = (long) count << SHIFT;
    long seen = state;
    while ((seen & FLAGS) == 0 && seen >= wanted) {
      // Pairs with the compareAndExchange in release(): what the releaser did is visible to the
      // holder.
      long witness = (long) STATE.compareAndExchange(this, seen, seen - wanted);
      if (witness == seen) {
        return true;
      }
      seen = witness;
    }
    return false;
  }

  /// Takes away up to `count` permits for good, as far as nobody holds them.
  ///
  /// @return how many
  int forget(int count) {
    while (true) {
      long seen = state;
      long taken = (seen & WAITERS) != 0 ? 0 : Math.min(count, seen >>> SHIFT);
      if (taken == 0) {
        return 0;
      }
      if (STATE.compareAndSet(this, seen, seen - (taken << SHIFT))) {
        return (int) taken;
      }
    }
  }

  /// Grants the waiter's request or appends it to the queue.
  synchronized Answer enqueue(PermitWaiter<?> waiter, Waker waker) {
    long wanted = (long) waiter.count << SHIFT;
    while (true) {
      long seen = state;
      if ((seen & CLOSED) != 0) {
        return Answer.CLOSED;
      }
      boolean alone = (seen & WAITERS) == 0;
      if (alone && seen >= wanted) {
        if (STATE.compareAndSet(this, seen, seen - wanted)) {
          return Answer.GRANTED;
        }
      } else if (!alone || STATE.compareAndSet(this, seen, seen | WAITERS)) {
        // The bit is set in the same step that saw too few permits, so a release after it comes
        // to the lock and finds this waiter.
        waiter.waker = waker;
        waiter.queued();
        queue.addLast(waiter);
        return Answer.QUEUED;
      }
    }
  }

  /// Stores another waker for a waiter that was queued, unless it has been answered meanwhile.
  synchronized Answer look(PermitWaiter<?> waiter, Waker waker) {
    if (waiter.isGranted()) {
      return Answer.GRANTED;
    }
    if ((state & CLOSED) != 0) {
      return Answer.CLOSED;
    }
    waiter.waker = waker;
    return Answer.QUEUED;
  }

  /// Takes a waiter out of the queue that was not granted yet.
  ///
  /// @return false when it had been granted: the caller owns its permits
  boolean cancel(PermitWaiter<?> waiter) {
    Waiter<?> chain;
    synchronized (this) {
      if (waiter.isGranted()) {
        return false;
      }
      if ((state & CLOSED) != 0) {
        return true; // close() has taken the whole queue out
      }
      queue.unlink(waiter);
      waiter.waker = null;
      chain = handOut(0); // the one behind a large request may be content with what is there
    }
    Waiter.wakeAll(chain);
    return true;
  }

  /// Gives `count` permits to the waiters in their order, what is left to everybody.
  ///
  /// @throws IllegalStateException when there would be more than [#MAX]
  void release(int count) {
    long seen = state;
    while ((seen & WAITERS) == 0) {
      // Pairs with the compareAndExchange in tryAcquire().
      long witness = (long) STATE.compareAndExchange(this, seen, plus(seen, count));
      if (witness == seen) {
        return;
      }
      seen = witness;
    }
    releaseToQueue(count);
  }

  private void releaseToQueue(int count) {
    Waiter<?> chain;
    synchronized (this) {
      while (true) {
        long seen = state;
        if ((seen & WAITERS) != 0) {
          chain = handOut(count);
          break;
        }
        if (STATE.compareAndSet(this, seen, plus(seen, count))) {
          return;
        }
      }
    }
    Waiter.wakeAll(chain);
  }

  /// Grants from the front of the queue what `more` permits and those at hand suffice for. The lock
  /// is held and WAITERS is set, so the word belongs to this thread.
  private @Nullable Waiter<?> handOut(int more) {
    long permits = plus(state, more) >>> SHIFT;
    Waiter<?> waiter = queue.first();
    while (waiter instanceof PermitWaiter<?> next && next.count <= permits) {
      permits -= next.count;
      waiter = next.next;
      next.grant();
    }
    Waiter<?> chain = queue.takeUntil(waiter);
    STATE.getAndSet(this, (permits << SHIFT) | (waiter == null ? 0 : WAITERS));
    return chain;
  }

  /// Refuses all requests from now on, also those that wait. Permits that are held stay valid.
  ///
  /// @return false when it was closed already
  boolean close() {
    Waiter<?> chain;
    synchronized (this) {
      while (true) {
        long seen = state;
        if ((seen & CLOSED) != 0) {
          return false;
        }
        if (STATE.compareAndSet(this, seen, (seen | CLOSED) & ~WAITERS)) {
          break;
        }
      }
      chain = queue.takeUntil(null);
    }
    Waiter.wakeAll(chain);
    return true;
  }

  private static long plus(long word, int count) {
    if ((word >>> SHIFT) + count > MAX) {
      throw new IllegalStateException(
          "more than " + MAX + " permits: " + (word >>> SHIFT) + " and " + count + " more");
    }
    return word + ((long) count << SHIFT);
  }
}
