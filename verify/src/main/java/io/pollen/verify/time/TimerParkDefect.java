package io.pollen.verify.time;

import io.pollen.verify.Gap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// Seeded defect: the owner reads the deadline first and publishes that it parks afterwards.
@JCStressTest
@Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "parked past the deadline")
@Outcome(expect = Expect.ACCEPTABLE, desc = "seen by one side at least")
@State
public class TimerParkDefect {
  private volatile boolean parked;
  private volatile boolean armed;

  @Actor
  public void inserter(ZZ_Result r) {
    Gap.half();
    armed = true;
    r.r1 = parked;
    Gap.half();
  }

  @Actor
  public void parker(ZZ_Result r) {
    r.r2 = armed;
    Gap.pass();
    parked = true;
  }
}
