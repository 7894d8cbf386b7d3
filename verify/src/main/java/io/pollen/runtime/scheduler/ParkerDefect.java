package io.pollen.runtime.scheduler;

import io.pollen.verify.Gap;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// Seeded defect: the worker looks whether it was told, and says with a store that it sleeps.
@JCStressTest
@Outcome(id = "true, false", expect = Expect.FORBIDDEN, desc = "it sleeps in the driver for ever")
@Outcome(expect = Expect.ACCEPTABLE, desc = "it did not sleep, or the driver was woken")
@State
public class ParkerDefect {
  private static final int AWAKE = 0;
  private static final int DRIVER = 2;
  private static final int TOLD = 3;
  private final AtomicInteger state = new AtomicInteger();
  private volatile boolean woken;

  @Actor
  public void worker(ZZ_Result r) {
    if (state.get() == AWAKE) {
      Gap.pass();
      state.set(DRIVER);
      r.r1 = true;
    }
  }

  @Actor
  public void other() {
    Gap.half();
    if (state.getAndSet(TOLD) == DRIVER) {
      woken = true;
    }
    Gap.half();
  }

  @Arbiter
  public void afterwards(ZZ_Result r) {
    r.r2 = woken;
  }
}
