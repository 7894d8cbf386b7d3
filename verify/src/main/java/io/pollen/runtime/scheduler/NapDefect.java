package io.pollen.runtime.scheduler;

import io.pollen.verify.Gap;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// Seeded defect: the watchdog looks who is awake, and says that it sleeps after that.
@JCStressTest
@Outcome(id = "false, true", expect = Expect.FORBIDDEN, desc = "it sleeps beside a worker")
@Outcome(expect = Expect.ACCEPTABLE, desc = "it does not sleep, or is woken")
@State
public class NapDefect {
  private final AtomicInteger awake = new AtomicInteger();
  private volatile boolean asleep;

  @Actor
  public void worker(ZZ_Result r) {
    Gap.half();
    awake.incrementAndGet();
    r.r1 = asleep;
    Gap.half();
  }

  @Actor
  public void watchdog(ZZ_Result r) {
    r.r2 = awake.get() == 0;
    Gap.pass();
    asleep = r.r2;
  }
}
