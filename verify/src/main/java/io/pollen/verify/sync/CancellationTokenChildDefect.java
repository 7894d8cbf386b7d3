package io.pollen.verify.sync;

import io.pollen.verify.Gap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/// Seeded defect: whether the token is cancelled is asked before the lock of its children is taken,
/// and not again under it.
@JCStressTest
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "born cancelled, or cancelled with it")
@Outcome(id = "false", expect = Expect.FORBIDDEN, desc = "a child that nobody cancels")
@State
public class CancellationTokenChildDefect {
  private volatile boolean cancelled;
  private boolean linked;
  private boolean childCancelled;

  @Actor
  public void parent() {
    if (cancelled) {
      childCancelled = true;
      return;
    }
    Gap.pass();
    synchronized (this) {
      linked = true;
    }
  }

  @Actor
  public void canceller() {
    Gap.half();
    cancelled = true;
    synchronized (this) {
      if (linked) {
        childCancelled = true;
      }
    }
    Gap.half();
  }

  @Arbiter
  public void end(Z_Result r) {
    r.r1 = childCancelled;
  }
}
