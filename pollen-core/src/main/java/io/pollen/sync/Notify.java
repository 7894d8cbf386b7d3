package io.pollen.sync;

import io.pollen.Context;
import io.pollen.Waker;
import io.pollen.woven.RawFuture;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// A signal between tasks, without a value: one side waits with [#notified], the other calls
/// [#notifyOne].
///
/// It stores at most one permit: a [#notifyOne] that finds nobody waiting makes the next
/// `notified()` complete at once, and further ones before that add nothing.
///
/// All of its state is one word:
///
/// | bits  | name       | set by                                   | meaning                                 |
/// |-------|------------|------------------------------------------|-----------------------------------------|
/// | 0..1  | EMPTY 0    | consuming the permit; the last waiter leaving | nobody waits, no permit            |
/// |       | WAITING 1  | a waiter that enqueues, under the lock   | the queue is not empty                  |
/// |       | NOTIFIED 2 | notifyOne, notifyLast                    | nobody waits, one permit is stored      |
/// | 2..63 | round      | notifyWaiters, under the lock            | counts the calls of notifyWaiters       |
///
/// While it is WAITING, only the holder of the lock changes the word. All methods may be called
/// from any thread.
public final class Notify {
  private static final long EMPTY = 0;
  private static final long WAITING = 1;
  private static final long NOTIFIED = 2;
  private static final long MODE = 3;
  private static final long ROUND = 4;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Notify.class, "state", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // --- every thread ---
  private volatile long state;

  // --- under the lock, which is the queue's monitor ---
  private final WaiterQueue queue = new WaiterQueue();

  /// Without a permit.
  public Notify() {}

  /// Waits for a notification. The stored permit and [#notifyOne] count from its first poll (or
  /// [Notified#enable]), [#notifyWaiters] from this call.
  ///
  /// Cancellation: dropping the future loses its place in the queue; a notification by [#notifyOne]
  /// or [#notifyLast] that it had received goes to the next one.
  public Notified notified() {
    return new Notified(this, state & ~MODE);
  }

  /// Wakes the one that has waited longest, or stores the permit.
  public void notifyOne() {
    signal(true);
  }

  /// Wakes the one that came last, or stores the permit.
  public void notifyLast() {
    signal(false);
  }

  private void signal(boolean fifo) {
    long seen = state;
    while ((seen & MODE) != WAITING) {
      // A read-modify-write also when the permit is there already: who takes it must see what this
      // caller did before. Pairs with the compareAndSet in takePermit().
      long witness = (long) STATE.compareAndExchange(this, seen, (seen & ~MODE) | NOTIFIED);
      if (witness == seen) {
        return;
      }
      seen = witness;
    }
    Waker waker;
    synchronized (queue) {
      waker = signalLocked(fifo);
    }
    if (waker != null) {
      waker.wake();
    }
  }

  private @Nullable Waker signalLocked(boolean fifo) {
    while (true) {
      long seen = state;
      if ((seen & MODE) != WAITING) {
        if (STATE.compareAndSet(this, seen, (seen & ~MODE) | NOTIFIED)) {
          return null;
        }
        continue;
      }
      Waiter<?> waiter = fifo ? queue.first() : queue.last();
      if (!(waiter instanceof Notified chosen)) {
        throw new AssertionError("WAITING, but the queue is empty");
      }
      leave(chosen);
      Waker waker = chosen.waker;
      chosen.waker = null;
      chosen.signal(fifo);
      return waker;
    }
  }

  /// Takes a waiter out of the queue. The lock is held.
  private void leave(Notified waiter) {
    queue.unlink(waiter);
    if (queue.isEmpty()) {
      STATE.getAndSet(this, (state & ~MODE) | EMPTY);
    }
  }

  /// Wakes all whose future exists already, in their order. No permit is stored.
  public void notifyWaiters() {
    Waiter<?> chain = null;
    synchronized (queue) {
      while (true) {
        long seen = state;
        boolean waiting = (seen & MODE) == WAITING;
        long next = (waiting ? (seen & ~MODE) | EMPTY : seen) + ROUND;
        if (STATE.compareAndSet(this, seen, next)) {
          if (waiting) {
            chain = queue.takeUntil(null);
          }
          break;
        }
      }
    }
    Waiter.wakeAll(chain);
  }

  private boolean takePermit() {
    long seen = state;
    while ((seen & MODE) == NOTIFIED) {
      // Pairs with the compareAndExchange in signal().
      long witness = (long) STATE.compareAndExchange(this, seen, (seen & ~MODE) | EMPTY);
      if (witness == seen) {
        return true;
      }
      seen = witness;
    }
    return false;
  }

  /// One wait of a [Notify].
  ///
  /// | phase    | set by                      | meaning                                               |
  /// |----------|-----------------------------|-------------------------------------------------------|
  /// | NEW      | construction                | not in the queue yet                                  |
  /// | QUEUED   | owner, under the lock       | in the queue, or taken out of it by notifyWaiters (then the round has moved on) |
  /// | FIRST    | notifyOne, under the lock   | notified, not consumed; a drop notifies the next first |
  /// | LAST     | notifyLast, under the lock  | notified, not consumed; a drop notifies the next last |
  /// | ENABLED  | owner                       | consumed by enable(): the next poll is ready          |
  /// | DONE     | owner                       | completed or dropped                                  |
  public static final class Notified extends Waiter<Void> {
    private static final int NEW = 0;
    private static final int QUEUED = 1;
    private static final int FIRST = 2;
    private static final int LAST = 3;
    private static final int ENABLED = 4;
    private static final int DONE = 5;

    private static final VarHandle PHASE;

    static {
      try {
        PHASE = MethodHandles.lookup().findVarHandle(Notified.class, "phase", int.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    // --- constant ---
    private final Notify source;
    private final long round;

    // --- owner, except for QUEUED to FIRST or LAST ---
    @SuppressWarnings("unused") // through PHASE
    private int phase;

    private Notified(Notify source, long round) {
      this.source = source;
      this.round = round;
    }

    /// Takes a place in the queue without waiting, so that a notification after this call is not
    /// missed. Like a poll, only the owner calls it.
    ///
    /// @return true when it has been notified already: the next poll is ready
    /// @throws IllegalStateException when it has completed or was dropped
    public boolean enable() {
      int seen = (int) PHASE.getAcquire(this);
      checkLive(seen);
      if (seen == ENABLED || advance(seen, null)) {
        PHASE.set(this, ENABLED);
        return true;
      }
      return false;
    }

    @Override
    public String toString() {
      return "Notify.notified";
    }

    @Override
    public @Nullable Object pollRaw(Context cx) {
      int seen = (int) PHASE.getAcquire(this);
      checkLive(seen);
      if (!cx.proceed()) {
        return RawFuture.PENDING;
      }
      if (seen == ENABLED || advance(seen, cx.waker())) {
        PHASE.set(this, DONE);
        waker = null;
        return null;
      }
      cx.refund();
      return RawFuture.PENDING;
    }

    /// Consumes a notification, or waits for one with `latest` (which is null for enable()).
    private boolean advance(int seen, @Nullable Waker latest) {
      if (seen == NEW && source.takePermit()) {
        return true;
      }
      if (seen == FIRST || seen == LAST || (source.state & ~MODE) != round) {
        return true;
      }
      Waker stored = waker;
      if (seen == QUEUED && (latest == null || (stored != null && stored.willWake(latest)))) {
        return false;
      }
      synchronized (source.queue) {
        return seen == NEW ? !enqueue(latest) : !store(latest);
      }
    }

    /// @return false when there was a notification instead, and it is consumed
    private boolean enqueue(@Nullable Waker latest) {
      while (true) {
        long word = source.state;
        if ((word & ~MODE) != round) {
          return false;
        }
        long mode = word & MODE;
        if (mode == NOTIFIED) {
          if (STATE.compareAndSet(source, word, round | EMPTY)) {
            return false;
          }
        } else if (mode == WAITING || STATE.compareAndSet(source, word, round | WAITING)) {
          waker = latest;
          PHASE.set(this, QUEUED);
          source.queue.addLast(this);
          return true;
        }
      }
    }

    /// @return false when it was notified in the meantime
    private boolean store(@Nullable Waker latest) {
      if ((int) PHASE.getAcquire(this) != QUEUED || (source.state & ~MODE) != round) {
        return false;
      }
      waker = latest;
      return true;
    }

    /// Under the lock.
    private void signal(boolean fifo) {
      // Pairs with the getAcquire in pollRaw(), enable() and drop(), which do not take the lock.
      PHASE.setRelease(this, fifo ? FIRST : LAST);
    }

    @Override
    public void drop() {
      int seen = (int) PHASE.getAcquire(this);
      if (seen == DONE) {
        return;
      }
      Waker passedOn = null;
      if (seen == QUEUED || seen == FIRST || seen == LAST) {
        synchronized (source.queue) {
          int answer = (int) PHASE.getAcquire(this);
          if (answer != QUEUED) {
            passedOn = source.signalLocked(answer == FIRST);
          } else if ((source.state & ~MODE) == round) {
            source.leave(this);
          }
        }
      }
      PHASE.set(this, DONE);
      waker = null;
      if (passedOn != null) {
        passedOn.wake();
      }
    }

    private static void checkLive(int phase) {
      if (phase == DONE) {
        throw new IllegalStateException(
            "Notify.notified: polled after it had completed or was dropped");
      }
    }
  }
}
