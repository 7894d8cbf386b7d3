package io.pollen.verify.sync;

import io.pollen.verify.Gap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/// Seeded defect: whoever waits for all looks at the count, then takes a place in the queue, and
/// does not look again.
@JCStressTest
@Outcome(id = "false", expect = Expect.FORBIDDEN, desc = "a lost wake-up")
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "ready at once, or woken")
@State
public class TaskTrackerDefect {
  private volatile int tasks = 1;
  private volatile boolean queued;
  private boolean ready;
  private boolean woken;

  @Actor
  public void waiter() {
    if (tasks == 0) {
      ready = true;
      return;
    }
    Gap.pass();
    queued = true;
  }

  @Actor
  public void task() {
    Gap.half();
    tasks = 0;
    woken = queued;
    Gap.half();
  }

  @Arbiter
  public void end(Z_Result r) {
    r.r1 = ready || woken;
  }
}
