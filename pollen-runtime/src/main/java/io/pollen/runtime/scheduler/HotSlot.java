package io.pollen.runtime.scheduler;

import io.pollen.runtime.task.Task;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// A worker's LIFO slot: the task that its last poll woke, whose data are still in the cache. The
/// owner puts a task in, anybody takes it out.
final class HotSlot {
  private static final VarHandle TASK;

  static {
    try {
      TASK =
          MethodHandles.lookup()
              .findVarHandle(HotSlot.class, "task", Task.class)
              .withInvokeExactBehavior();
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // --- any worker; the owner stores it itself where there is no stack for a call ---
  volatile @Nullable Task<?> task;

  @Nullable Task<?> peek() {
    return task;
  }

  /// Takes `seen` out, if it is still there. Any worker.
  boolean take(Task<?> seen) {
    return TASK.compareAndSet(this, seen, (Task<?>) null);
  }

  /// Takes out whatever is there. The owner only.
  @Nullable Task<?> clear() {
    return task == null ? null : (Task<?>) TASK.getAndSet(this, (Task<?>) null);
  }

  /// Puts a task into the empty slot. The owner only.
  void put(Task<?> woken) {
    TASK.setRelease(this, woken); // Pairs with the compareAndSet of whoever takes it.
  }
}
