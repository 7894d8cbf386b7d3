package io.pollen.verify.combine;

import io.pollen.verify.Gap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// Seeded defect: a wake during a poll is forgotten.
@JCStressTest
@Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "a lost wake-up")
@Outcome(expect = Expect.ACCEPTABLE, desc = "seen, or woken")
@State
public class SharedWakeDefect {
  private volatile boolean polling;
  private volatile boolean done;
  private volatile boolean woken;

  @Actor
  public void polling(ZZ_Result r) {
    polling = true;
    r.r1 = done;
    Gap.pass();
    polling = false;
  }

  @Actor
  public void waking() {
    Gap.half();
    done = true;
    if (!polling) {
      woken = true;
    }
    Gap.half();
  }

  @Arbiter
  public void end(ZZ_Result r) {
    r.r2 = woken;
  }
}
