package io.pollen.sync;

import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/// Threads that block for the lock see a plain variable change as if one after the other.
public class MutexLincheck {
  private final Mutex<Integer> mutex = new Mutex<>(0);

  @Operation
  public int increment() throws InterruptedException {
    try (Guard<Integer> guard = mutex.lockBlocking()) {
      guard.set(guard.get() + 1);
      return guard.get();
    }
  }

  @Operation
  public int read() throws InterruptedException {
    try (Guard<Integer> guard = mutex.lockBlocking()) {
      return guard.get();
    }
  }

  /// The same with a seeded defect: the lock is taken by a look and a store.
  public static class LooksAndThenLocks {
    private volatile boolean locked;
    private int value;

    @Operation
    public int increment() {
      if (locked) {
        return -1;
      }
      locked = true;
      int incremented = value + 1;
      value = incremented;
      locked = false;
      return incremented;
    }
  }

  @Test
  void modelChecked() {
    LincheckWaits.modelCheck(MutexLincheck.class);
  }

  @Test
  void aLockTakenByALookAndAStoreIsCaught() {
    LincheckWaits.assertCaught(LooksAndThenLocks.class);
  }
}
