package io.pollen.runtime.scheduler;

import io.pollen.verify.Gap;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// Seeded defect: the watchdog looks whether somebody is left, and counts the surplus worker then.
@JCStressTest
@Outcome(id = "true, true", expect = Expect.FORBIDDEN, desc = "a worker in a closed runtime")
@Outcome(expect = Expect.ACCEPTABLE, desc = "one of them came first")
@State
public class MusterDefect {
  private final AtomicInteger present = new AtomicInteger(1);

  @Actor
  public void worker(ZZ_Result r) {
    Gap.half();
    r.r1 = present.decrementAndGet() == 0;
    Gap.half();
  }

  @Actor
  public void watchdog(ZZ_Result r) {
    if (present.get() > 0) {
      Gap.pass();
      present.incrementAndGet();
      r.r2 = true;
    }
  }
}
