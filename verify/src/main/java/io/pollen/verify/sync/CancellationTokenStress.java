package io.pollen.verify.sync;

import io.pollen.Future;
import io.pollen.sync.CancellationToken;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// A token is cancelled while somebody begins to wait for that: ready, or woken.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "ready at once")
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "queued and woken")
@Outcome(expect = Expect.FORBIDDEN, desc = "a lost wake-up")
@State
public class CancellationTokenStress extends Waits {
  private final CancellationToken token = new CancellationToken();

  private Future<Void> cancelled = token.cancelled();

  @Actor
  public void waiter() {
    cancelled = token.cancelled();
    pollFirst(cancelled);
  }

  @Actor
  public void canceller() {
    token.cancel();
  }

  @Arbiter
  public void end(I_Result r) {
    r.r1 = verdict(cancelled);
  }
}
