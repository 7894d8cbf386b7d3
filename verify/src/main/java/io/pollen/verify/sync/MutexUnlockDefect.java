package io.pollen.verify.sync;

import io.pollen.verify.Gap;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/// Seeded defect: the holder unlocks, and writes the value then.
@JCStressTest
@Outcome(id = "true, 0", expect = Expect.FORBIDDEN, desc = "the lock, and an old value")
@Outcome(expect = Expect.ACCEPTABLE, desc = "no lock yet, or the value")
@State
public class MutexUnlockDefect {
  private final AtomicInteger permits = new AtomicInteger();
  private int value;

  @Actor
  public void holder() {
    permits.incrementAndGet();
    Gap.pass();
    value = 1;
  }

  @Actor
  public void asking(ZI_Result r) {
    Gap.half();
    r.r1 = permits.compareAndSet(1, 0);
    r.r2 = value;
    Gap.half();
  }
}
