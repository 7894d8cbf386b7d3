package io.pollen.verify.sync;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// Seeded defect: the slot is stored by release, and the waker looked at by acquire.
@JCStressTest
@Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "a lost wake-up")
@Outcome(expect = Expect.ACCEPTABLE, desc = "received or woken")
@State
public class MpscDefect {
  private final AtomicLong tail = new AtomicLong();
  private final AtomicReferenceArray<String> slots = new AtomicReferenceArray<>(2);
  private final AtomicReference<Object> waker = new AtomicReference<>();

  @Actor
  public void receiver(ZZ_Result r) {
    waker.setRelease(this);
    r.r1 = slots.getAcquire(0) != null;
  }

  @Actor
  public void sender(ZZ_Result r) {
    slots.setRelease((int) tail.getAndIncrement(), "item");
    r.r2 = waker.getAcquire() != null;
  }
}
