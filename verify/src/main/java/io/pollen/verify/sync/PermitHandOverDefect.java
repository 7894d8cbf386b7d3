package io.pollen.verify.sync;

import io.pollen.verify.Gap;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/// Seeded defect: the request stores its waker after it saw no permit, and does not look again (or
/// say so in the same step).
@JCStressTest
@Outcome(id = "false", expect = Expect.FORBIDDEN, desc = "a lost wake-up")
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "granted or woken")
@State
public class PermitHandOverDefect {
  private final AtomicInteger permits = new AtomicInteger();
  private volatile boolean queued;
  private boolean granted;
  private boolean woken;

  @Actor
  public void acquirer() {
    if (permits.get() > 0 && permits.compareAndSet(1, 0)) {
      granted = true;
    } else {
      Gap.pass();
      queued = true;
    }
  }

  @Actor
  public void releaser() {
    Gap.half();
    permits.incrementAndGet();
    woken = queued;
    Gap.half();
  }

  @Arbiter
  public void end(Z_Result r) {
    r.r1 = granted || woken;
  }
}
