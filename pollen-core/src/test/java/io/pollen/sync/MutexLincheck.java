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

  @Test
  void modelChecked() {
    LincheckWaits.modelCheck(MutexLincheck.class);
  }
}
