package io.pollen.verify.combine;

import io.pollen.verify.Gap;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/// Seeded defect: look at the slot, then store, in place of one exchange.
@JCStressTest
@Outcome(id = "true, false, true", expect = Expect.ACCEPTABLE, desc = "completed, then handed back")
@Outcome(id = "false, true, false", expect = Expect.ACCEPTABLE, desc = "dropped, and the hook ran")
@Outcome(expect = Expect.FORBIDDEN, desc = "both sides won, or neither")
@State
public class CompleterDefect {
  private static final Object DROPPED = new Object();

  private volatile @Nullable Object slot;
  private volatile boolean stopped;
  private volatile boolean undelivered;

  @Actor
  public void completing(ZZZ_Result r) {
    if (slot == null) {
      Gap.pass();
      slot = "value";
      r.r1 = true;
    }
  }

  @Actor
  public void dropping() {
    Object before = slot;
    Gap.pass();
    slot = DROPPED;
    if (before == null) {
      stopped = true;
    } else {
      undelivered = true;
    }
  }

  @Arbiter
  public void end(ZZZ_Result r) {
    r.r2 = stopped;
    r.r3 = undelivered;
  }
}
