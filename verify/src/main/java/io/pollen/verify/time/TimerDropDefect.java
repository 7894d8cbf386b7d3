package io.pollen.verify.time;

import io.pollen.verify.Gap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// Seeded defect: both sides look at the phase and then change it, without the wheel's lock.
@JCStressTest
@Outcome(
    id = {"true, false", "false, true"},
    expect = Expect.ACCEPTABLE,
    desc = "dropped in time, or fired")
@Outcome(expect = Expect.FORBIDDEN, desc = "both took the timer")
@State
public class TimerDropDefect {
  private static final int LINKED = 3;
  private static final int FIRED = 4;
  private static final int DROPPED = 6;
  private volatile int phase = LINKED;

  @Actor
  public void owner(ZZ_Result r) {
    if (phase == LINKED) {
      Gap.pass();
      phase = DROPPED;
      r.r1 = true;
    }
  }

  @Actor
  public void wheel(ZZ_Result r) {
    if (phase == LINKED) {
      Gap.pass();
      phase = FIRED;
      r.r2 = true;
    }
  }
}
