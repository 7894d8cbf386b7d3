package io.pollen.sync;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/// Polls, drops and notifications of several threads are equal to some sequence of them, and
/// whoever was notified has been woken.
@Param(name = "thread", gen = ThreadIdGen.class)
public class NotifyLincheck {
  private final Notify notify = new Notify();
  private final Slot[] slots = {new Slot(), new Slot(), new Slot(), new Slot()};

  private static final class Slot {
    final LincheckWaits.Cx cx = new LincheckWaits.Cx();
    Notify.Notified waiting;
    boolean pending;
  }

  /// An operation of its own, because notifyWaiters counts from it.
  @Operation
  public void create(@Param(name = "thread") int thread) {
    Slot slot = slots[thread];
    if (slot.waiting == null) {
      slot.waiting = notify.notified();
    }
  }

  @Operation
  public boolean poll(@Param(name = "thread") int thread) throws Exception {
    Slot slot = slots[thread];
    if (slot.waiting == null) {
      return false;
    }
    boolean ready = slot.cx.isReady(slot.waiting);
    slot.pending = !ready;
    if (ready) {
      slot.waiting = null;
    }
    return ready;
  }

  @Operation
  public boolean drop(@Param(name = "thread") int thread) {
    Slot slot = slots[thread];
    if (slot.waiting == null) {
      return false;
    }
    slot.waiting.drop();
    slot.waiting = null;
    slot.pending = false;
    return true;
  }

  @Operation
  public void notifyOne() {
    notify.notifyOne();
  }

  @Operation
  public void notifyLast() {
    notify.notifyLast();
  }

  @Operation
  public void notifyWaiters() {
    notify.notifyWaiters();
  }

  @Validate
  public void whoeverWasNotifiedHasBeenWoken() throws Exception {
    for (Slot slot : slots) {
      if (slot.pending && !slot.cx.isWoken() && slot.cx.isReady(slot.waiting)) {
        throw new IllegalStateException("a wake-up was lost");
      }
    }
  }

  /// The same with a seeded defect: the permit is consumed by a look and a store.
  public static class ConsumesByAStore {
    private volatile boolean notified;

    @Operation
    public boolean poll() {
      boolean ready = notified;
      if (ready) {
        notified = false;
      }
      return ready;
    }

    @Operation
    public void notifyOne() {
      notified = true;
    }
  }

  @Test
  void modelChecked() {
    LincheckWaits.modelCheck(NotifyLincheck.class);
  }

  @Test
  void aPermitConsumedByAStoreIsCaught() {
    LincheckWaits.assertCaught(ConsumesByAStore.class);
  }
}
