package io.pollen.verify.time;

import io.pollen.verify.Gap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/// Seeded defect: the owner looks whether the timer is still linked and then moves it, without the
/// wheel's lock: one that fires in between is neither moved nor known to have fired.
@JCStressTest
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "moved in time, or known to have fired")
@Outcome(expect = Expect.FORBIDDEN, desc = "a deadline is lost")
@State
public class TimerResetDefect {
  private static final int LINKED = 3;
  private static final int FIRED = 4;

  private volatile int phase = LINKED;
  private volatile int deadline = 1;
  private boolean moved;

  @Actor
  public void owner() {
    if (phase == LINKED) {
      Gap.pass();
      deadline = 100;
      moved = true;
    }
  }

  @Actor
  public void wheel() {
    Gap.half();
    if (deadline <= 1) {
      phase = FIRED;
    }
    Gap.half();
  }

  @Arbiter
  public void end(Z_Result r) {
    r.r1 = !moved || phase == LINKED;
  }
}
