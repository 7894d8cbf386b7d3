package io.pollen.runtime.scheduler;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// The watchdog goes to sleep while a parked worker gets up: it sees that the worker is awake, or
/// the worker sees that it sleeps, and wakes it.
@JCStressTest
@Outcome(id = "false, true", expect = Expect.FORBIDDEN, desc = "it sleeps beside a worker")
@Outcome(expect = Expect.ACCEPTABLE, desc = "it does not sleep, or is woken")
@State
public class NapStress {
  private final Idle idle = new Idle(1);
  private final Nap nap = new Nap();

  public NapStress() {
    nap.end();
    idle.park(0, false, false);
  }

  @Actor
  public void worker(ZZ_Result r) {
    idle.unpark(0);
    r.r1 = nap.isOn();
  }

  @Actor
  public void watchdog(ZZ_Result r) {
    r.r2 = nap.begin(idle::nobodyAwake);
  }
}
