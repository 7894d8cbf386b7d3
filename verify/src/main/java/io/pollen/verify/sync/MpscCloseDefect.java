package io.pollen.verify.sync;

import io.pollen.verify.Gap;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// Seeded defect: the sender looks whether it is closed before it claims a slot, not in the same
/// step.
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "accepted and received")
@Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "refused")
@Outcome(expect = Expect.FORBIDDEN, desc = "an accepted item was lost")
@State
public class MpscCloseDefect {
  private final AtomicLong tail = new AtomicLong();
  private volatile boolean closed;

  @Actor
  public void sender(ZZ_Result r) {
    if (closed) {
      r.r1 = false;
    } else {
      Gap.pass();
      tail.getAndIncrement();
      r.r1 = true;
    }
  }

  @Actor
  public void receiver(ZZ_Result r) {
    Gap.half();
    closed = true;
    r.r2 = tail.get() > 0; // the end as the receiver sees it
    Gap.half();
  }
}
