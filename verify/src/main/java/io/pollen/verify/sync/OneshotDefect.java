package io.pollen.verify.sync;

import io.pollen.verify.Gap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// Seeded defect: value and waker in two variables, and no look after the waker is stored.
@JCStressTest
@Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "a lost wake-up")
@Outcome(expect = Expect.ACCEPTABLE, desc = "received or woken")
@State
public class OneshotDefect {
  private volatile boolean sent;
  private volatile boolean waiting;

  @Actor
  public void receiver(ZZ_Result r) {
    if (sent) {
      r.r1 = true;
    } else {
      Gap.pass();
      waiting = true;
    }
  }

  @Actor
  public void sender(ZZ_Result r) {
    Gap.half();
    sent = true;
    r.r2 = waiting;
    Gap.half();
  }
}
