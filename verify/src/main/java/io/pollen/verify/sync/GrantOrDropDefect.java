package io.pollen.verify.sync;

import io.pollen.verify.Gap;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Seeded defect: drop looks at the phase without the lock under which it is granted.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the permit is there")
@Outcome(expect = Expect.FORBIDDEN, desc = "a permit was lost or doubled")
@State
public class GrantOrDropDefect {
  private static final int QUEUED = 1;
  private static final int GRANTED = 2;
  private static final int DONE = 3;

  private final AtomicInteger permits = new AtomicInteger();
  private volatile int phase = QUEUED;

  @Actor
  public void dropper() {
    boolean granted = phase == GRANTED;
    Gap.pass();
    phase = DONE;
    if (granted) {
      permits.incrementAndGet();
    }
  }

  @Actor
  public void releaser() {
    Gap.half();
    if (phase == QUEUED) {
      phase = GRANTED;
    } else {
      permits.incrementAndGet();
    }
    Gap.half();
  }

  @Arbiter
  public void end(I_Result r) {
    r.r1 = permits.get();
  }
}
