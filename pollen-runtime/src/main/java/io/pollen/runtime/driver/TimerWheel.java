package io.pollen.runtime.driver;

import io.pollen.FailureHook;
import io.pollen.Waker;
import io.pollen.runtime.seam.Clock;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// One worker's timers: a hierarchical wheel of 6 levels of 64 slots, at the lowest level one tick
/// wide each, which is 1 ms unless said otherwise (Varghese and Lauck 1987; the geometry is
/// Tokio's). Insert, cancel and reset are O(1) and come from any thread; so does [#advance], by
/// which a sibling serves a worker that is stuck in a long poll.
///
/// A deadline is rounded up to the next tick since the wheel was made; nothing fires early, and
/// nothing is added on top.
///
/// **Placement.** A timer lies at the level of the highest 6-bit digit in which its tick differs
/// from the wheel's `elapsed` tick, in the slot of its own digit there. When `elapsed` reaches the
/// slot, its timers become the `PENDING` list, from which they fire or fall to a lower level. The
/// highest level wraps: a timer more than 2^36 ticks ahead is looked at once in a rotation.
///
/// **Lock.** Everything but the published words is guarded by one spin lock. A section between
/// `acquire()` and `locked = 0` **makes no call and allocates nothing**: a `StackOverflowError` is
/// only ever thrown where a method is entered, so none can leave a list half linked or the lock
/// held, however deep the poll that arms a timer. This is why linking is written out where it is
/// needed. Wakers and the hook run after the lock is released.
///
/// **Publication.** [#nextDeadline] never lies above the true one. It may lie below it: an insert
/// publishes a lower value at once, a cancel only notes that the value is stale, and the next
/// reader computes it anew; a reset to a later time leaves the old value until it is reached.
public final class TimerWheel implements Timers, AutoCloseable {
  /// A tick, unless said otherwise.
  public static final long MILLISECOND = 1_000_000;

  private static final int LEVELS = 6;
  private static final int BITS = 6;

  /// How many wakers one hold of the lock collects, and how many timers it moves to lower levels.
  private static final int BATCH = 64;

  private static final int CASCADE = 256;
  private static final int SPINS = 128;
  private static final long NEVER = Long.MAX_VALUE;
  private static final @Nullable Waker[] NO_WAKERS = {};

  // What place() answers.
  private static final int REFUSED = 0;
  private static final int UNLINKED = 1;
  private static final int DUE = 2;
  private static final int LINKED = 3;
  private static final int LINKED_EARLIER = 4;
  private static final long NOWHERE = -1;

  private static final VarHandle LOCKED;

  static {
    try {
      LOCKED = MethodHandles.lookup().findVarHandle(TimerWheel.class, "locked", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // --- constant ---
  private final Clock clock;
  private final Runnable onEarlier;
  private final long origin;
  private final long tickNanos;
  private final int levels;
  private final int bits;
  private final int slots;
  private final int pendingList;

  // --- guarded by the lock ---
  private final @Nullable TimerEntry<?>[] heads; // circular lists; the last one is PENDING
  private final long[] occupied; // for each level, a bit for each slot that is not empty
  private long elapsed; // everything due at this tick or before has left the slots

  // --- written under the lock, read by any thread ---
  private volatile long nextTick = NEVER;
  private volatile boolean stale; // nextTick belonged to a timer that was cancelled
  private volatile boolean closed;

  // --- every thread ---
  private volatile int locked;
  private volatile @Nullable Thread owner;

  /// @param onEarlier runs after a thread that is not the owner has lowered [#nextDeadline],
  ///   without a lock held: it makes the owner look again if it is parked. It never throws. The
  ///   owner's side of the race: publish that it parks, then read [#nextDeadline] once more
  public TimerWheel(Clock clock, Runnable onEarlier) {
    this(clock, onEarlier, MILLISECOND);
  }

  /// @param tickNanos to what deadlines are rounded up, in nanoseconds
  public TimerWheel(Clock clock, Runnable onEarlier, long tickNanos) {
    this(clock, onEarlier, tickNanos, LEVELS, BITS);
  }

  /// A small geometry brings wraps and cascades into a test's reach.
  TimerWheel(Clock clock, Runnable onEarlier, long tickNanos, int levels, int bits) {
    this.tickNanos = tickNanos;
    this.clock = clock;
    this.onEarlier = onEarlier;
    this.origin = clock.nanos();
    this.levels = levels;
    this.bits = bits;
    this.slots = 1 << bits;
    this.pendingList = levels * slots;
    this.heads = new TimerEntry<?>[pendingList + 1];
    this.occupied = new long[levels];
  }

  /// Names the thread whose own inserts need no [hook][TimerWheel#TimerWheel]. Until then every
  /// insert that lowers the deadline runs it.
  public void bind(Thread thread) {
    owner = thread;
  }

  /// The clock that deadlines are measured by.
  public Clock clock() {
    return clock;
  }

  // ---- insert, cancel, reset: any thread; one thread at a time for each entry ----

  /// Arms a timer whose waker is set.
  ///
  /// @return false when the deadline is not ahead of the wheel: the entry counts as fired, nothing
  ///   will be woken
  /// @throws IllegalStateException after [#close]
  boolean insert(TimerEntry<?> entry, long deadlineNanos) {
    int placed = place(entry, false, tickOf(deadlineNanos), deadlineNanos);
    if (placed == REFUSED) {
      throw new IllegalStateException(
          closed ? TimerEntry.SHUT_DOWN : "this timer is armed already: it has two owners");
    }
    announce(placed);
    return placed != DUE;
  }

  /// Takes a timer out of the wheel.
  ///
  /// @return false when it was not in the wheel: it has fired, or was never inserted
  boolean cancel(TimerEntry<?> entry) {
    return place(entry, true, NOWHERE, 0) == UNLINKED;
  }

  /// Moves an armed timer to another deadline, keeping its waker. A deadline that is not ahead of
  /// the wheel wakes at once. A later one is only noted (as Tokio does); [#nextDeadline] may then
  /// still be the old one.
  ///
  /// @return false when it had fired already (or the wheel is closed): the entry is unchanged
  boolean reset(TimerEntry<?> entry, long deadlineNanos) {
    int placed = place(entry, true, tickOf(deadlineNanos), deadlineNanos);
    if (placed == DUE) {
      Waker waker = entry.waker;
      entry.waker = null;
      wake(waker);
    }
    announce(placed);
    return placed != REFUSED;
  }

  /// Replaces the waker of an armed timer.
  ///
  /// @return false when it has fired: the old waker was called, the new one was not stored
  boolean rewake(TimerEntry<?> entry, Waker waker) {
    acquire();
    boolean linked = (entry.state & TimerEntry.PHASE) == TimerEntry.LINKED;
    if (linked) {
      entry.waker = waker;
    }
    locked = 0; // Pairs with the compareAndSet in acquire().
    return linked;
  }

  private void announce(int placed) {
    if (placed == LINKED_EARLIER && Thread.currentThread() != owner) {
      onEarlier.run();
    }
  }

  /// Unlinks `entry` if `linked`, then links it at `tick` unless that is NOWHERE. Answers REFUSED,
  /// and changes nothing, when the entry is not as `linked` says: it has fired meanwhile. No calls
  /// after acquire(): see the class comment.
  private int place(TimerEntry<?> entry, boolean linked, long tick, long deadlineNanos) {
    acquire();
    int state = entry.state;
    if (((state & TimerEntry.PHASE) == TimerEntry.LINKED) != linked
        || (closed && tick != NOWHERE)) {
      locked = 0;
      return REFUSED;
    }
    if (linked && tick != NOWHERE && deadlineNanos - entry.deadline >= 0) {
      // Later: it stays where it lies, and when its slot is reached it falls to where it belongs.
      entry.deadline = deadlineNanos;
      locked = 0;
      return LINKED;
    }
    if (linked) {
      int list = state >>> TimerEntry.SLOT_SHIFT;
      TimerEntry<?> next = entry.next;
      TimerEntry<?> prev = entry.prev;
      boolean alone = next == entry;
      if (!alone && next != null && prev != null) {
        next.prev = prev;
        prev.next = next;
      }
      if (heads[list] == entry) {
        heads[list] = alone ? null : next;
        if (alone) {
          occupied[list >>> bits] &= ~(1L << (list & (slots - 1)));
        }
      } else if (heads[pendingList] == entry) {
        heads[pendingList] = alone ? null : next;
      }
      entry.next = null;
      entry.prev = null;
      if (!stale) {
        stale = true;
      }
      if (tick == NOWHERE) {
        entry.state = TimerEntry.IDLE;
        entry.waker = null;
        locked = 0;
        return UNLINKED;
      }
    }
    entry.deadline = deadlineNanos; // only now: it is what moves a linked entry to lower levels
    if (tick <= elapsed) {
      entry.state = TimerEntry.FIRED;
      locked = 0;
      return DUE;
    }
    int level = 0;
    for (long differs = (elapsed ^ tick) >>> bits; differs != 0 && level < levels - 1; level++) {
      differs >>>= bits;
    }
    int slot = (int) (tick >>> (level * bits)) & (slots - 1);
    int list = (level << bits) + slot;
    TimerEntry<?> head = heads[list];
    TimerEntry<?> tail = head == null ? null : head.prev;
    if (head == null || tail == null) {
      entry.next = entry;
      entry.prev = entry;
      heads[list] = entry;
      occupied[level] |= 1L << slot;
    } else {
      entry.prev = tail;
      entry.next = head;
      tail.next = entry;
      head.prev = entry;
    }
    entry.state = TimerEntry.LINKED | list << TimerEntry.SLOT_SHIFT;
    boolean earlier = tick < nextTick;
    if (earlier) {
      nextTick = tick;
    }
    locked = 0; // Pairs with the compareAndSet in acquire().
    return earlier ? LINKED_EARLIER : LINKED;
  }

  // ---- time passes ----

  @Override
  public long nextDeadline() {
    if (stale) {
      collect(NO_WAKERS, Long.MIN_VALUE);
    }
    long tick = nextTick;
    return tick == NEVER ? Long.MAX_VALUE : origin + tick * tickNanos;
  }

  @Override
  public int advance(long nowNanos) {
    return closed ? 0 : fireUpTo(Math.floorDiv(nowNanos - origin, tickNanos));
  }

  /// Ends all timers: what is armed is woken, and a poll of it before its deadline says that the
  /// runtime has shut down; so does arming one from now on. Any thread, idempotent.
  @Override
  public void close() {
    acquire();
    closed = true;
    locked = 0;
    fireUpTo(NEVER >>> bits);
  }

  /// Whether [#close] was called.
  boolean isClosed() {
    return closed;
  }

  private int fireUpTo(long nowTick) {
    // The read of elapsed is a hint: left far behind, it would send new timers to high levels.
    if (nextTick > nowTick && nowTick - elapsed < slots) {
      return 0;
    }
    @Nullable Waker[] batch = new Waker[BATCH];
    int fired = 0;
    do {
      int count = collect(batch, nowTick);
      for (int i = 0; i < count; i++) {
        wake(batch[i]);
      }
      fired += count;
    } while (nextTick <= nowTick);
    return fired;
  }

  private static void wake(@Nullable Waker waker) {
    if (waker != null) {
      FailureHook.wake(waker);
    }
  }

  /// Moves `elapsed` towards `nowTick` and takes the wakers of what fires, until the batch is full,
  /// enough was moved, or nothing is due. Publishes the next deadline. No calls after acquire():
  /// see the class comment.
  ///
  /// @return the number of wakers in `batch`
  private int collect(@Nullable Waker[] batch, long nowTick) {
    acquire();
    int count = 0;
    int moved = 0;
    long next;
    while (true) {
      TimerEntry<?> entry = heads[pendingList];
      if (entry == null) {
        int level = 0;
        while (level < levels && occupied[level] == 0) {
          level++;
        }
        if (level == levels) {
          next = NEVER;
          break;
        }
        // The first occupied slot after the current one; the current one itself counts as a whole
        // rotation ahead, which only happens at the highest level.
        int shift = level * bits;
        int start = ((int) (elapsed >>> shift) & (slots - 1)) + 1;
        long bitmap = occupied[level];
        long rotated = (bitmap >>> start | bitmap << (slots - start)) & (-1L >>> (64 - slots));
        int steps = 1 + BIT_INDEX[(int) ((rotated & -rotated) * DE_BRUIJN >>> 58)];
        long tick = ((elapsed >>> shift) + steps) << shift;
        if (tick > nowTick) {
          next = tick;
          break;
        }
        elapsed = tick;
        int slot = (start - 1 + steps) & (slots - 1);
        int list = (level << bits) + slot;
        heads[pendingList] = heads[list];
        heads[list] = null;
        occupied[level] &= ~(1L << slot);
        continue;
      }
      if (count == batch.length || moved == CASCADE) {
        next = elapsed;
        break;
      }
      TimerEntry<?> second = entry.next;
      TimerEntry<?> last = entry.prev;
      if (second == null || last == null || second == entry) {
        heads[pendingList] = null;
      } else {
        heads[pendingList] = second;
        second.prev = last;
        last.next = second;
      }
      long tick = (entry.deadline - origin + (tickNanos - 1)) / tickNanos;
      if (tick <= elapsed) {
        entry.next = null;
        entry.prev = null;
        batch[count++] = entry.waker;
        entry.waker = null;
        entry.state = TimerEntry.FIRED; // after the wake's data; pairs with the read in reached()
        continue;
      }
      moved++;
      int level = 0;
      for (long differs = (elapsed ^ tick) >>> bits; differs != 0 && level < levels - 1; level++) {
        differs >>>= bits;
      }
      int slot = (int) (tick >>> (level * bits)) & (slots - 1);
      int list = (level << bits) + slot;
      TimerEntry<?> head = heads[list];
      TimerEntry<?> tail = head == null ? null : head.prev;
      if (head == null || tail == null) {
        entry.next = entry;
        entry.prev = entry;
        heads[list] = entry;
        occupied[level] |= 1L << slot;
      } else {
        entry.prev = tail;
        entry.next = head;
        tail.next = entry;
        head.prev = entry;
      }
      entry.state = TimerEntry.LINKED | list << TimerEntry.SLOT_SHIFT;
    }
    if (next > nowTick && nowTick > elapsed && !closed) {
      elapsed = nowTick;
    }
    if (nextTick != next) {
      nextTick = next;
    }
    stale = false;
    locked = 0; // Pairs with the compareAndSet in acquire().
    return count;
  }

  private long tickOf(long deadlineNanos) {
    long nanos = deadlineNanos - origin;
    long tick =
        tickNanos == MILLISECOND // by a constant: a multiplication
            ? Math.ceilDiv(nanos, MILLISECOND)
            : Math.ceilDiv(nanos, tickNanos);
    return Math.max(0, tick);
  }

  /// Sections are tens of nanoseconds long; a holder that lost its CPU gets it back by the yield.
  private void acquire() {
    for (int spins = 0; !LOCKED.compareAndSet(this, 0, 1); spins++) {
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
  }

  // ---- the index of the lowest bit, without a call (Leiserson, Prokop and Randall 1998) ----

  private static final long DE_BRUIJN = 0x03f79d71b4cb0a89L;
  private static final byte[] BIT_INDEX = new byte[64];

  static {
    for (int i = 0; i < 64; i++) {
      BIT_INDEX[(int) ((1L << i) * DE_BRUIJN >>> 58)] = (byte) i;
    }
  }
}
