package io.pollen.verify.sync;

import io.pollen.verify.Gap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/// Seeded defect: a drop looks at its phase before it takes the lock, and trusts that afterwards.
@JCStressTest
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "the second is notified")
@Outcome(expect = Expect.FORBIDDEN, desc = "the notification went to a waiter that is gone")
@State
public class NotifyDropDefect {
  private boolean firstQueued = true;
  private volatile boolean firstNotified;
  private boolean secondNotified;

  @Actor
  public void dropper() {
    boolean notified = firstNotified;
    Gap.pass();
    synchronized (this) {
      firstQueued = false;
      if (notified) {
        secondNotified = true;
      }
    }
  }

  @Actor
  public void notifier() {
    Gap.half();
    synchronized (this) {
      if (firstQueued) {
        firstNotified = true;
      } else {
        secondNotified = true;
      }
    }
    Gap.half();
  }

  @Arbiter
  public void end(Z_Result r) {
    r.r1 = secondNotified;
  }
}
