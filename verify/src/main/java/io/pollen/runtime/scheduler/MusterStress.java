package io.pollen.runtime.scheduler;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// The last worker leaves while the watchdog sends a surplus one: the runtime ends, or the surplus
/// worker has joined and is waited for.
@JCStressTest
@Outcome(id = "true, true", expect = Expect.FORBIDDEN, desc = "a worker in a closed runtime")
@Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "nobody closes it")
@Outcome(expect = Expect.ACCEPTABLE, desc = "one of them came first")
@State
public class MusterStress {
  private final Muster muster = new Muster(1);

  @Actor
  public void worker(ZZ_Result r) {
    r.r1 = muster.leave();
  }

  @Actor
  public void watchdog(ZZ_Result r) {
    r.r2 = muster.join();
  }
}
