package io.pollen.sync;

import io.pollen.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/// Polls, drops and releases of several threads are equal to some sequence of them, and a request
/// that could be granted has been woken.
@Param(name = "thread", gen = ThreadIdGen.class)
public class SemaphoreLincheck {
  private static final int THREADS = 4;

  private final Semaphore semaphore = new Semaphore(1);
  private final Slot[] slots = new Slot[THREADS];

  private static final class Slot {
    final LincheckWaits.Cx cx = new LincheckWaits.Cx();
    Future<Permit> request;
    Permit held;
  }

  public SemaphoreLincheck() {
    for (int i = 0; i < THREADS; i++) {
      slots[i] = new Slot();
    }
  }

  /// Gives back what the thread holds, or polls its request.
  @Operation
  public String step(@Param(name = "thread") int thread) throws Exception {
    Slot slot = slots[thread];
    if (slot.held != null) {
      slot.held.close();
      slot.held = null;
      return "released";
    }
    if (slot.request == null) {
      slot.request = semaphore.acquire();
    }
    try {
      slot.held = slot.cx.poll(slot.request);
    } catch (ClosedException e) {
      slot.request = null;
      return "closed";
    }
    if (slot.held == null) {
      return "pending";
    }
    slot.request = null;
    return "granted";
  }

  @Operation
  public boolean drop(@Param(name = "thread") int thread) {
    Slot slot = slots[thread];
    if (slot.request == null) {
      return false;
    }
    slot.request.drop();
    slot.request = null;
    return true;
  }

  @Operation
  public void addTwo() {
    semaphore.addPermits(2);
  }

  @Operation
  public boolean takeTwo() {
    return semaphore.tryAcquire(2).isPresent();
  }

  @Operation
  public void close() {
    semaphore.close();
  }

  @Validate
  public void whoeverCouldGoOnHasBeenWoken() throws Exception {
    for (Slot slot : slots) {
      if (slot.request != null && !slot.cx.isWoken()) {
        Object answer;
        try {
          answer = slot.cx.poll(slot.request);
        } catch (ClosedException e) {
          answer = e;
        }
        if (answer != null) {
          throw new IllegalStateException("a wake-up was lost: " + answer);
        }
      }
    }
  }

  /// The same with a seeded defect: a request stores its waker after it saw no permit, and does not
  /// look again.
  public static class DoesNotLookAgain {
    private final AtomicInteger permits = new AtomicInteger();
    private volatile boolean waiting;
    private volatile boolean woken;

    @Operation(nonParallelGroup = "acquirer")
    public void acquire() {
      if (permits.get() > 0) {
        permits.decrementAndGet();
      } else if (!waiting) {
        woken = false;
        waiting = true;
      }
    }

    @Operation(nonParallelGroup = "releaser")
    public void release() {
      permits.incrementAndGet();
      if (waiting) {
        woken = true;
      }
    }

    @Validate
    public void whoeverCouldGoOnHasBeenWoken() {
      if (waiting && !woken && permits.get() > 0) {
        throw new IllegalStateException("a wake-up was lost");
      }
    }
  }

  @Test
  void modelChecked() {
    LincheckWaits.modelCheck(SemaphoreLincheck.class);
  }

  @Test
  void aRequestThatDoesNotLookAgainIsCaught() {
    LincheckWaits.assertCaught(DoesNotLookAgain.class);
  }
}
