package io.pollen.runtime.scheduler;

import io.pollen.runtime.task.Task;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The queue that tasks enter from outside the workers, first in, first out.
///
/// Two parts: pushers put tasks on a lock-free stack (Treiber); whoever takes turns the whole stack
/// around into a list that a try-lock protects. A taker that finds the lock taken gives up: the
/// holder is awake and comes back for the rest. The links are the tasks' own.
final class Inject {
  private static final VarHandle STACK;
  private static final VarHandle LOCK;

  static {
    try {
      STACK = MethodHandles.lookup().findVarHandle(Inject.class, "stack", Object.class);
      LOCK = MethodHandles.lookup().findVarHandle(Inject.class, "lock", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final Object CLOSED = new Object();

  private static final int MOST_LOOKED_AT = 1_000_000;

  // --- any thread: null, the newest task, or CLOSED ---
  private volatile @Nullable Object stack;

  // --- whoever holds the lock ---
  private volatile int lock;
  private @Nullable Task<?> oldest;

  // --- written under the lock, read by any thread ---
  private volatile int listed;

  /// @return false when the queue is closed: the task is still the caller's
  boolean push(Task<?> task) {
    return pushChain(task, task);
  }

  /// Pushes tasks that are linked from the newest to the oldest.
  boolean pushChain(Task<?> newest, Task<?> oldest) {
    while (true) {
      Object top = stack;
      if (top == CLOSED) {
        return false;
      }
      oldest.next((Task<?>) top);
      // Pairs with the getAndSet in refill, and with the look at the stack of a parking worker.
      if (STACK.compareAndSet(this, top, newest)) {
        return true;
      }
    }
  }

  /// Whether there is nothing that a parking worker would have to care for. Any thread.
  boolean isQuiet() {
    return lock != 0 || isEmpty();
  }

  boolean isEmpty() {
    Object top = stack;
    return (top == null || top == CLOSED) && listed == 0;
  }

  /// How many tasks wait, without those pushed since the last take. Any thread.
  int backlog() {
    return listed;
  }

  /// The oldest task, unless somebody else is taking.
  @Nullable Task<?> takeOne() {
    if (isEmpty() || !LOCK.compareAndSet(this, 0, 1)) {
      return null;
    }
    try {
      return unlink();
    } finally {
      lock = 0;
    }
  }

  /// Moves a fair share of the tasks into the caller's ring, and answers the oldest.
  ///
  /// @param sharers how many workers there are
  /// @param most how many at most
  @Nullable Task<?> takeInto(RunQueue ring, int sharers, int most) {
    if (isEmpty() || !LOCK.compareAndSet(this, 0, 1)) {
      return null;
    }
    try {
      Task<?> first = unlink();
      int share = Math.min(listed / sharers, most - 1);
      for (int i = 0; i < share && ring.hasRoom(); i++) {
        Task<?> task = unlink(); // before the push: from then on the link is the next holder's
        if (task == null || !ring.push(task)) {
          break;
        }
      }
      return first;
    } finally {
      lock = 0;
    }
  }

  private @Nullable Task<?> unlink() {
    if (oldest == null) {
      refill();
    }
    Task<?> task = oldest;
    if (task != null) {
      oldest = task.next();
      task.next(null);
      listed--;
    }
    return task;
  }

  private void refill() {
    Object top = stack;
    if (top != null && top != CLOSED) { // close() takes the lock, too: it is not CLOSED below
      turn((Task<?>) STACK.getAndSet(this, null)); // Pairs with the compareAndSet in pushChain.
    }
  }

  private void turn(@Nullable Task<?> newest) {
    int count = 0;
    for (Task<?> task = newest; task != null; count++) {
      Task<?> older = task.next();
      task.next(oldest);
      oldest = task;
      task = older;
    }
    listed += count;
  }

  /// A look from outside, for dumps. The links change while it looks, so it may miss tasks and meet
  /// others: a bounded number in any case.
  void forEachQueued(Consumer<Task<?>> action) {
    forEachFrom(stack instanceof Task<?> newest ? newest : null, action);
    forEachFrom(oldest, action);
  }

  private static void forEachFrom(@Nullable Task<?> first, Consumer<Task<?>> action) {
    Task<?> task = first;
    for (int seen = 0; task != null && seen < MOST_LOOKED_AT; seen++, task = task.next()) {
      action.accept(task);
    }
  }

  /// Refuses every further push.
  ///
  /// @return the tasks that were still there, linked by `next`, in no order
  @Nullable Task<?> close() {
    while (!LOCK.compareAndSet(this, 0, 1)) {
      Thread.onSpinWait();
    }
    try {
      Task<?> waiting = oldest;
      oldest = null;
      Object top = STACK.getAndSet(this, CLOSED);
      turn(top == CLOSED ? null : (Task<?>) top);
      turn(waiting);
      Task<?> rest = oldest;
      oldest = null;
      listed = 0;
      return rest;
    } finally {
      lock = 0;
    }
  }
}
