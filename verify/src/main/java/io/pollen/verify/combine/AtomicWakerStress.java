package io.pollen.verify.combine;

import io.pollen.AtomicWaker;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// Register, then look; publish, then wake: one of the two sees the other.
@JCStressTest
@Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "a lost wake-up")
@Outcome(expect = Expect.ACCEPTABLE, desc = "seen, or woken")
@State
public class AtomicWakerStress {
  private final AtomicWaker cell = new AtomicWaker();
  private volatile boolean condition;
  private volatile boolean woken;

  @Actor
  public void waiting(ZZ_Result r) {
    cell.register(() -> woken = true);
    r.r1 = condition;
  }

  @Actor
  public void waking() {
    condition = true;
    cell.wake();
  }

  @Arbiter
  public void end(ZZ_Result r) {
    r.r2 = woken;
  }
}
