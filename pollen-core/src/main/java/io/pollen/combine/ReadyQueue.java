package io.pollen.combine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// The children that were woken, first in, first out: many threads push, the owner takes.
///
/// A Treiber stack ("Systems Programming: Coping with Parallelism", 1986) of the children
/// themselves. The owner takes it whole by one exchange and turns it round, so nodes are never
/// popped singly and the ABA problem does not arise. Push is lock-free, take is wait-free.
final class ReadyQueue {
  private static final VarHandle HEAD;

  static {
    try {
      HEAD = MethodHandles.lookup().findVarHandle(ReadyQueue.class, "head", Child.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // --- every thread ---
  private volatile @Nullable Child head;

  // --- owner only ---
  private @Nullable Child oldest;

  /// Any thread; `child` must not be in a queue (its QUEUED bit says so).
  void push(Child child) {
    Child before;
    do {
      before = head;
      child.next = before;
      // Pairs with the getAndSet in poll(): the link is visible to whoever takes the child.
    } while (!HEAD.compareAndSet(this, before, child));
  }

  /// The owner only.
  ///
  /// @return the child that was pushed first, or null
  @Nullable Child poll() {
    Child child = oldest;
    if (child == null) {
      if (head == null) {
        return null;
      }
      child = reversed((Child) HEAD.getAndSet(this, null));
    }
    oldest = child.next;
    child.next = null;
    return child;
  }

  private static Child reversed(Child newest) {
    Child result = newest;
    Child following = newest.next;
    newest.next = null;
    while (following != null) {
      Child child = following;
      following = child.next;
      child.next = result;
      result = child;
    }
    return result;
  }
}
