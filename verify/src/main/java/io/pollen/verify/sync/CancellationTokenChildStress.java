package io.pollen.verify.sync;

import io.pollen.sync.CancellationToken;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/// A token is cancelled while it gets a child: the child is cancelled, too.
@JCStressTest
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "born cancelled, or cancelled with it")
@Outcome(id = "false", expect = Expect.FORBIDDEN, desc = "a child that nobody cancels")
@State
public class CancellationTokenChildStress {
  private final CancellationToken token = new CancellationToken();
  private CancellationToken child = token;

  @Actor
  public void parent() {
    child = token.child();
  }

  @Actor
  public void canceller() {
    token.cancel();
  }

  @Arbiter
  public void end(Z_Result r) {
    r.r1 = child != token && child.isCancelled();
  }
}
