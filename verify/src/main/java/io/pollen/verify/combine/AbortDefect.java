package io.pollen.verify.combine;

import io.pollen.AtomicWaker;
import io.pollen.verify.Gap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// Seeded defect: wake first, then say why.
@JCStressTest
@Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "a lost wake-up")
@Outcome(expect = Expect.ACCEPTABLE, desc = "seen, or woken")
@State
public class AbortDefect {
  private final AtomicWaker waker = new AtomicWaker();
  private volatile boolean aborted;
  private volatile boolean woken;

  @Actor
  public void polling(ZZ_Result r) {
    Gap.half();
    waker.register(() -> woken = true);
    r.r1 = aborted;
    Gap.half();
  }

  @Actor
  public void aborting() {
    waker.wake();
    Gap.pass();
    aborted = true;
  }

  @Arbiter
  public void end(ZZ_Result r) {
    r.r2 = woken;
  }
}
