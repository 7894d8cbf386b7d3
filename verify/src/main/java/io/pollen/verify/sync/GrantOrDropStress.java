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

/// A queued request is dropped while a permit is released to it: the permit is not lost and not
/// doubled.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the permit is there")
@Outcome(expect = Expect.FORBIDDEN, desc = "a permit was lost or doubled")
@State
public class GrantOrDropStress extends Waits {
  private final Semaphore semaphore = new Semaphore(0);
  private final Future<Permit> request = semaphore.acquire();

  /// With the request in the queue.
  public GrantOrDropStress() {
    pollFirst(request);
  }

  @Actor
  public void dropper() {
    request.drop();
  }

  @Actor
  public void releaser() {
    semaphore.addPermits(1);
  }

  @Arbiter
  public void end(I_Result r) {
    r.r1 = semaphore.availablePermits();
  }
}
