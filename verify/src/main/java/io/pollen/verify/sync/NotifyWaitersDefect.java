package io.pollen.verify.sync;

import io.pollen.verify.Gap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/// Seeded defect: the waiter compares the round before it takes the lock, and not again under it.
@JCStressTest
@Outcome(id = "false", expect = Expect.FORBIDDEN, desc = "a lost wake-up")
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "ready at once, or woken")
@State
public class NotifyWaitersDefect {
  private volatile int round;
  private boolean queued;
  private boolean ready;
  private boolean woken;

  @Actor
  public void waiter() {
    if (round != 0) {
      ready = true;
      return;
    }
    Gap.pass();
    synchronized (this) {
      queued = true;
    }
  }

  @Actor
  public void notifier() {
    Gap.half();
    synchronized (this) {
      round = 1;
      woken = queued;
    }
    Gap.half();
  }

  @Arbiter
  public void end(Z_Result r) {
    r.r1 = ready || woken;
  }
}
