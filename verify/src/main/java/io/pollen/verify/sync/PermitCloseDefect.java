package io.pollen.verify.sync;

import io.pollen.verify.Gap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/// Seeded defect: the request asks whether it is closed before it takes the lock, and not again
/// under it.
@JCStressTest
@Outcome(id = "false", expect = Expect.FORBIDDEN, desc = "it waits for ever")
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "failed at once, or woken")
@State
public class PermitCloseDefect {
  private volatile boolean closed;
  private boolean queued;
  private boolean failed;
  private boolean woken;

  @Actor
  public void acquirer() {
    if (closed) {
      failed = true;
      return;
    }
    Gap.pass();
    synchronized (this) {
      queued = true;
    }
  }

  @Actor
  public void closer() {
    Gap.half();
    closed = true;
    synchronized (this) {
      woken = queued;
    }
    Gap.half();
  }

  @Arbiter
  public void end(Z_Result r) {
    r.r1 = failed || woken;
  }
}
