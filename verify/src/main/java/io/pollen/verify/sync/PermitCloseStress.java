package io.pollen.verify.sync;

import io.pollen.Future;
import io.pollen.sync.ClosedException;
import io.pollen.sync.Permit;
import io.pollen.sync.Semaphore;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// A request meets the close of its semaphore: it fails at once, or it is woken and fails then.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "failed at once")
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "queued, woken, and then failed")
@Outcome(expect = Expect.FORBIDDEN, desc = "it waits for ever")
@State
public class PermitCloseStress extends Waits {
  private final Semaphore semaphore = new Semaphore(0);
  private final Future<Permit> request = semaphore.acquire();
  private boolean failed;

  @Actor
  public void acquirer() {
    failed = isClosed();
  }

  @Actor
  public void closer() {
    semaphore.close();
  }

  private boolean isClosed() {
    try {
      return isReady(request);
    } catch (ClosedException e) {
      return true;
    }
  }

  @Arbiter
  public void end(I_Result r) {
    r.r1 = failed ? READY : isWoken() && isClosed() ? WOKEN : LOST;
  }
}
