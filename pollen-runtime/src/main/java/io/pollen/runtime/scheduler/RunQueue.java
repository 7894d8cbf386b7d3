package io.pollen.runtime.scheduler;

import io.pollen.runtime.task.Task;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The ring of one worker: its owner pushes at the tail and pops at the head, thieves take half of
/// it from the head.
///
/// Head and tail only grow. A position belongs to whoever moves the head past it, by compareAndSet;
/// thieves copy first and claim then, as Go's run queue does: a slot cannot be overwritten before
/// the head has passed it, and then the claim fails. The tail is the owner's; its release store
/// publishes the slots and everything that the pusher did before.
final class RunQueue {
  private static final VarHandle HEAD;
  private static final VarHandle TAIL;

  static {
    try {
      HEAD = MethodHandles.lookup().findVarHandle(RunQueue.class, "head", int.class);
      TAIL = MethodHandles.lookup().findVarHandle(RunQueue.class, "tail", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // --- constant ---
  private final @Nullable Task<?>[] slots;
  private final int mask;

  // --- every worker ---
  private volatile int head;
  private volatile int tail;

  /// @param capacity a power of two: 256 in production, small in tests
  RunQueue(int capacity) {
    if (Integer.bitCount(capacity) != 1) {
      throw new IllegalArgumentException("capacity must be a power of two: " + capacity);
    }
    slots = new @Nullable Task<?>[capacity];
    mask = capacity - 1;
  }

  /// Any thread; an estimate for all but the owner, who may see too many, never too few.
  int size() {
    return Math.max(0, tail - head);
  }

  /// The position that the next push gets. The owner only.
  int tail() {
    return (int) TAIL.get(this);
  }

  /// Whether everything before `position` has been taken. The owner only.
  boolean reached(int position) {
    return (int) HEAD.getAcquire(this) - position >= 0;
  }

  /// The owner only.
  ///
  /// @return false when the ring is full
  boolean push(Task<?> task) {
    int position = (int) TAIL.get(this);
    if (position - (int) HEAD.getAcquire(this) > mask) {
      return false;
    }
    slots[position & mask] = task;
    TAIL.setRelease(this, position + 1); // Pairs with the read of tail in stealInto.
    return true;
  }

  /// How many pushes leave it half full; none or less when it is. The owner only.
  int roomToHalf() {
    return slots.length / 2 - ((int) TAIL.get(this) - (int) HEAD.getAcquire(this));
  }

  /// Whether the next push will succeed. The owner only.
  boolean hasRoom() {
    return (int) TAIL.get(this) - (int) HEAD.getAcquire(this) <= mask;
  }

  /// The owner only.
  @Nullable Task<?> pop() {
    while (true) {
      int position = (int) HEAD.getAcquire(this);
      if (position == (int) TAIL.get(this)) {
        return null;
      }
      Task<?> task = slots[position & mask];
      if (HEAD.compareAndSet(this, position, position + 1)) {
        slots[position & mask] = null;
        return task;
      }
    }
  }

  /// Takes the older half, rounded up: all but its first go into the thief's own ring, as far as
  /// there is room. The owner of `mine`.
  @Nullable Task<?> stealInto(RunQueue mine) {
    while (true) {
      int from = head;
      int available = tail - from; // Pairs with the release in push.
      if (available <= 0) {
        return null;
      }
      int to = (int) TAIL.get(mine);
      int room = mine.mask + 1 - (to - (int) HEAD.getAcquire(mine));
      int count = Math.min(available - available / 2, room + 1);
      for (int i = 1; i < count; i++) {
        mine.slots[(to + i - 1) & mine.mask] = slots[(from + i) & mask];
      }
      Task<?> first = slots[from & mask];
      if (HEAD.compareAndSet(this, from, from + count)) {
        TAIL.setRelease(mine, to + count - 1);
        return first;
      }
    }
  }

  /// Moves the newer half, and `latest` behind it, into the injection queue: the ring is full. The
  /// older half stays, so that everybody's turn comes in order, and what was just taken from the
  /// injection queue does not go back to its end. The owner only.
  ///
  /// Only a head can be moved under the eyes of thieves, so the owner claims the whole ring. A full
  /// ring ends where it began, in the same slots: the older half is pushed again by the tail alone.
  ///
  /// @return false when thieves have made room meanwhile: nothing was moved
  boolean spill(Task<?> latest, Inject inject) {
    int from = (int) HEAD.getAcquire(this);
    int end = (int) TAIL.get(this);
    if (end - from <= mask || !HEAD.compareAndSet(this, from, end)) {
      return false;
    }
    int kept = (mask + 1) / 2;
    Task<?> oldest = null;
    Task<?> newest = null;
    for (int position = from + kept; position != end; position++) {
      Task<?> task = slots[position & mask];
      slots[position & mask] = null;
      if (task != null) {
        task.next(newest);
        newest = task;
        oldest = oldest == null ? task : oldest;
      }
    }
    TAIL.setRelease(this, end + kept); // Pairs with the read of tail in stealInto.
    latest.next(newest);
    inject.pushChain(latest, oldest == null ? latest : oldest);
    return true;
  }

  /// Clears the slots that thieves have emptied, so that they keep no task alive. The owner only,
  /// before it parks.
  void forgetStolen() {
    int end = (int) HEAD.getAcquire(this);
    for (int position = (int) TAIL.get(this) - mask - 1; position - end < 0; position++) {
      slots[position & mask] = null;
    }
  }

  /// A look from outside, for dumps: the tasks between head and tail at some moment, and perhaps
  /// some that have just left.
  void forEachQueued(Consumer<Task<?>> action) {
    for (int position = head, end = tail; position - end < 0; position++) {
      Task<?> task = slots[position & mask];
      if (task != null) {
        action.accept(task);
      }
    }
  }

  /// A look from outside, for metrics: how many of the queued tasks were never polled.
  int countUnpolled() {
    int count = 0;
    for (int position = head, end = tail; position - end < 0; position++) {
      Task<?> task = slots[position & mask];
      count += task != null && task.slot() == 0 ? 1 : 0;
    }
    return count;
  }
}
