package io.pollen.combine;

import io.pollen.Future;
import io.pollen.Waker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// One future of a [Children], and its waker.
///
/// | bit | name    | set by      | cleared by              | meaning                              |
/// |-----|---------|-------------|-------------------------|--------------------------------------|
/// | 0   | QUEUED  | wake, birth | the owner, before a poll | sits in the ready queue exactly once |
/// | 1   | RETIRED | the owner   | never                   | completed or dropped: wakes are moot |
final class Child implements Waker {
  private static final int QUEUED = 1;
  private static final int RETIRED = 2;
  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Child.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // --- every thread ---
  private volatile int state;

  // --- whoever has set QUEUED, then the owner of the queue ---
  @Nullable Child next;

  // --- owner only ---
  @Nullable Future<?> future;
  @Nullable Child newer;
  @Nullable Child older;
  @Nullable Object value;

  // --- constant ---
  final int index;
  private final Children parent;

  Child(Children parent, Future<?> future, int index) {
    this.parent = parent;
    this.future = future;
    this.index = index;
  }

  @Override
  public void wake() {
    // A read-modify-write also when QUEUED is set already: it publishes what was done before the
    // wake. Pairs with the getAndBitwiseAnd in unqueued().
    if ((int) STATE.getAndBitwiseOr(this, QUEUED) == 0) {
      parent.woken(this);
    }
  }

  /// The owner has taken it from the queue and polls it next: wakes from here on queue it again.
  void unqueued() {
    STATE.getAndBitwiseAnd(this, ~QUEUED);
  }

  boolean isQueued() {
    return (state & QUEUED) != 0;
  }

  void retire() {
    STATE.getAndBitwiseOr(this, RETIRED);
    future = null;
  }
}
