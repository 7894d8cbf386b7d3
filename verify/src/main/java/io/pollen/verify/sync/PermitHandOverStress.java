package io.pollen.verify.sync;

import io.pollen.Future;
import io.pollen.sync.Permit;
import io.pollen.sync.Semaphore;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// A request is queued while a permit is released: it is granted, or queued and woken.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "granted at once")
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "queued, granted and woken")
@Outcome(expect = Expect.FORBIDDEN, desc = "a lost wake-up")
@State
public class PermitHandOverStress extends Waits {
  private final Semaphore semaphore = new Semaphore(0);
  private final Future<Permit> request = semaphore.acquire();

  @Actor
  public void acquirer() {
    pollFirst(request);
  }

  @Actor
  public void releaser() {
    semaphore.addPermits(1);
  }

  @Arbiter
  public void end(I_Result r) {
    r.r1 = verdict(request);
  }
}
