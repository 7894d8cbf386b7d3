package io.pollen.verify.combine;

import io.pollen.verify.Gap;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// Seeded defect: look into the queue, then register the task.
@JCStressTest
@Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "a lost wake-up")
@Outcome(expect = Expect.ACCEPTABLE, desc = "seen, or woken")
@State
public class FutureSetWakeDefect {
  private volatile boolean queued;
  private volatile @Nullable Runnable task;
  private volatile boolean woken;

  @Actor
  public void polling(ZZ_Result r) {
    r.r1 = queued;
    Gap.pass();
    task = () -> woken = true;
  }

  @Actor
  public void waking() {
    Gap.half();
    queued = true;
    Runnable waker = task;
    if (waker != null) {
      waker.run();
    }
    Gap.half();
  }

  @Arbiter
  public void end(ZZ_Result r) {
    r.r2 = woken;
  }
}
