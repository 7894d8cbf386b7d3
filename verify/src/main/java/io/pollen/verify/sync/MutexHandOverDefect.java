package io.pollen.verify.sync;

import io.pollen.verify.Gap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/// Seeded defect: a drop leaves the queue without a look whether the lock was handed over
/// meanwhile.
@JCStressTest
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "the second has the lock")
@Outcome(expect = Expect.FORBIDDEN, desc = "the lock was handed to a waiter that is gone")
@State
public class MutexHandOverDefect {
  private volatile boolean firstQueued = true;
  private volatile boolean firstGranted;
  private volatile boolean secondGranted;

  @Actor
  public void holder() {
    if (firstQueued) {
      Gap.pass();
      firstGranted = true;
    } else {
      secondGranted = true;
    }
  }

  @Actor
  public void dropper() {
    Gap.half();
    if (firstGranted) {
      secondGranted = true;
    } else {
      firstQueued = false;
    }
    Gap.half();
  }

  @Arbiter
  public void end(Z_Result r) {
    r.r1 = secondGranted;
  }
}
