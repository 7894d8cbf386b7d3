package io.pollen.verify.time;

import io.pollen.Waker;
import io.pollen.verify.Gap;
import io.pollen.verify.time.Timing.Flag;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// Seeded defect: the poll looks whether the timer has fired, stores its waker, and does not look
/// again.
@JCStressTest
@Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "pending, and the waker is lost")
@Outcome(expect = Expect.ACCEPTABLE, desc = "ready, or woken")
@State
public class TimerRepollDefect {
  private final Flag latest = new Flag();
  private volatile Waker waker = new Flag();
  private volatile boolean fired;

  @Actor
  public void owner(ZZ_Result r) {
    boolean ready = fired;
    if (!ready) {
      Gap.pass();
      waker = latest;
    }
    r.r1 = ready;
  }

  @Actor
  public void wheel() {
    Gap.half();
    fired = true;
    waker.wake();
    Gap.half();
  }

  @Arbiter
  public void end(ZZ_Result r) {
    r.r2 = latest.woken;
  }
}
