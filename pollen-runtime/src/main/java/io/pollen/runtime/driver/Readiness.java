package io.pollen.runtime.driver;

import io.pollen.Waker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// What a socket knows about itself between two events: readiness as cached from edges, who waits
/// for it, who is inside a system call, and whether it is closed. One state word:
///
/// | bits  | name        | set by                | cleared by           | meaning                    |
/// |-------|-------------|-----------------------|----------------------|----------------------------|
/// | 0     | READABLE    | event, close, at first| clear, leaveClearing | a read may make progress   |
/// | 1     | WRITABLE    | event, close, at first| clear, leaveClearing | a write may make progress  |
/// | 2     | READ_CLOSED | event (RDHUP, HUP)    | never                | a short read is not the end|
/// | 3     | REGISTERED  | registered            | never                | edges will arrive          |
/// | 4     | CLOSED      | close                 | never                | no new system calls        |
/// | 5     | RELEASED    | who leaves or closes  | never                | its setter closes the fd   |
/// | 6     | PRIORITY    | event, close          | clear                | urgent data, or its like   |
/// | 8-23  | USERS       | enter                 | leave, leaveClearing | threads inside a call      |
/// | 32-63 | TICK        | event (adds 1)        | wraps                | which edge set the bits    |
///
/// **Lost edges.** A clear does nothing when the tick has moved since the caller looked: the edge
/// that came in between is newer than the "would block" or the short read that the caller saw. (The
/// tick wraps after four billion edges; a caller that sleeps for exactly that many is not defended
/// against.)
///
/// **Lost wakes.** A waiter stores its waker, then looks again; an event sets its bits, then takes
/// the waker. Both are volatile stores (or read-modify-writes) followed by volatile loads, so at
/// least one of them sees the other. `ReadinessStress` checks it, with a defect that it must catch.
///
/// **Use after close.** The descriptor is closed by whoever sets RELEASED: `close` when nobody is
/// inside, else the last thread that leaves, or `releaseAlone` when nobody else is inside. A thread
/// that enters after CLOSED sees it and keeps its hands off the descriptor.
final class Readiness {
  static final long READABLE = 1;
  static final long WRITABLE = 1 << 1;
  static final long READ_CLOSED = 1 << 2;
  static final long REGISTERED = 1 << 3;
  static final long CLOSED = 1 << 4;
  private static final long RELEASED = 1 << 5;
  static final long PRIORITY = 1 << 6;
  private static final long USER = 1L << 8;
  private static final long USERS = 0xFFFFL << 8;
  private static final long TICK = 1L << 32;
  private static final long TICKS = -TICK;

  private static final VarHandle STATE;
  private static final VarHandle READER;
  private static final VarHandle WRITER;
  private static final VarHandle URGENT;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STATE = lookup.findVarHandle(Readiness.class, "state", long.class);
      READER = lookup.findVarHandle(Readiness.class, "reader", Waker.class);
      WRITER = lookup.findVarHandle(Readiness.class, "writer", Waker.class);
      URGENT = lookup.findVarHandle(Readiness.class, "urgent", Waker.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // --- every thread ---
  private volatile long state;
  private volatile @Nullable Waker reader;
  private volatile @Nullable Waker writer;
  private volatile @Nullable Waker urgent;

  /// @param initial the bits to start with: ready at first means that the first call tries its luck
  Readiness(long initial) {
    state = initial;
  }

  /// Begins a system call. With CLOSED in the answer the caller only leaves.
  ///
  /// @return the state, for [#clear]
  long enter() {
    return (long) STATE.getAndAdd(this, USER);
  }

  /// Ends a system call.
  ///
  /// @return whether the caller must close the descriptor now
  boolean leave() {
    // Pairs with the read-modify-write of CLOSED in close(): one of the two sees the other.
    long before = (long) STATE.getAndAdd(this, -USER);
    return isLastAfterClose(before) && claimRelease();
  }

  /// Ends a system call that found `bits` not to hold: [#clear] and [#leave] in one step.
  ///
  /// @param seen the state when the call began
  boolean leaveClearing(long bits, long seen) {
    long now = state;
    while (true) {
      long kept = isOlder(seen, now) ? now : now & ~bits;
      long witness = (long) STATE.compareAndExchange(this, now, kept - USER);
      if (witness == now) {
        return isLastAfterClose(now) && claimRelease();
      }
      now = witness;
    }
  }

  /// Looks without entering.
  long look() {
    return state;
  }

  /// The bits `bits` were found not to hold, by a call that began when the state was `seen`.
  void clear(long bits, long seen) {
    long now = state;
    while (!isOlder(seen, now)) {
      long witness = (long) STATE.compareAndExchange(this, now, now & ~bits);
      if (witness == now) {
        return;
      }
      now = witness;
    }
  }

  /// The next calls may try their luck without an edge.
  void assume(long bits) {
    STATE.getAndBitwiseOr(this, bits);
  }

  /// Edges will arrive from now on.
  void registered() {
    STATE.getAndBitwiseOr(this, REGISTERED);
  }

  /// Stores the waker of the read side, then looks again: the caller goes on when it is ready now.
  long awaitReadable(Waker waker) {
    reader = waker;
    return state; // Pairs with event() and close(), which set bits and then take the waker.
  }

  /// Stores the waker of the write side, then looks again: the caller goes on when it is ready now.
  long awaitWritable(Waker waker) {
    writer = waker;
    return state; // Pairs with event() and close(), which set bits and then take the waker.
  }

  /// Stores the waker of who waits for PRIORITY, then looks again.
  long awaitPriority(Waker waker) {
    urgent = waker;
    return state; // Pairs with event() and close(), which set bits and then take the waker.
  }

  /// The reader has given up.
  void forgetReader() {
    reader = null;
  }

  /// The writer has given up.
  void forgetWriter() {
    writer = null;
  }

  /// Who waited for PRIORITY has given up.
  void forgetPriority() {
    urgent = null;
  }

  /// An edge has arrived.
  ///
  /// @param bits of READABLE, WRITABLE, READ_CLOSED, PRIORITY
  void event(long bits, WakeBatch wakes) {
    long now = state;
    while (true) {
      long witness = (long) STATE.compareAndExchange(this, now, (now | bits) + TICK);
      if (witness == now) {
        break;
      }
      now = witness;
    }
    // Pairs with awaitReadable(), awaitWritable() and awaitPriority().
    if ((bits & READABLE) != 0 && reader != null) {
      wakes.add((Waker) READER.getAndSet(this, null));
    }
    if ((bits & WRITABLE) != 0 && writer != null) {
      wakes.add((Waker) WRITER.getAndSet(this, null));
    }
    if ((bits & PRIORITY) != 0 && urgent != null) {
      wakes.add((Waker) URGENT.getAndSet(this, null));
    }
  }

  /// What [#close] leaves to its caller.
  enum Closing {
    /// Somebody else has closed it.
    ALREADY,
    /// A thread is inside a call and will close the descriptor.
    LATER,
    /// Close the descriptor now.
    NOW
  }

  /// Ends new calls, and collects whoever waits.
  Closing close(WakeBatch wakes) {
    long before = (long) STATE.getAndBitwiseOr(this, CLOSED | READABLE | WRITABLE | PRIORITY);
    if ((before & CLOSED) != 0) {
      return Closing.ALREADY;
    }
    takeWakers(wakes);
    return (before & USERS) == 0 && claimRelease() ? Closing.NOW : Closing.LATER;
  }

  /// After [#close], by a thread that is inside: claims the release when nobody else is. Whoever
  /// comes later sees that it is closed, and is not told to release it.
  boolean releaseAlone() {
    long now = state;
    return (now & USERS) == USER
        && (long) STATE.compareAndExchange(this, now, now | RELEASED) == now;
  }

  private void takeWakers(WakeBatch wakes) {
    wakes.add((Waker) READER.getAndSet(this, null));
    wakes.add((Waker) WRITER.getAndSet(this, null));
    wakes.add((Waker) URGENT.getAndSet(this, null));
  }

  /// Whether what was found in `seen` must not be cleared any more in `now`.
  private static boolean isOlder(long seen, long now) {
    return ((now ^ seen) & TICKS) != 0 || (now & CLOSED) != 0;
  }

  private static boolean isLastAfterClose(long before) {
    return (before & (CLOSED | USERS)) == (CLOSED | USER);
  }

  private boolean claimRelease() {
    return ((long) STATE.getAndBitwiseOr(this, RELEASED) & RELEASED) == 0;
  }
}
