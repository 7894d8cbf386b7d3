package io.pollen.verify.sync;

import io.pollen.verify.Gap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// Seeded defect: sender and receiver look at the state and then store theirs.
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "sent before the close")
@Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "refused")
@Outcome(expect = Expect.FORBIDDEN, desc = "lost, or both have it")
@State
public class OneshotCloseDefect {
  private static final int SENT = 1;
  private static final int CLOSED = 2;

  private volatile int state;

  @Actor
  public void receiver(ZZ_Result r) {
    if (state != SENT) {
      Gap.pass();
      state = CLOSED;
      r.r2 = false;
    } else {
      r.r2 = true;
    }
  }

  @Actor
  public void sender(ZZ_Result r) {
    if (state != CLOSED) {
      Gap.pass();
      state = SENT;
      r.r1 = true;
    } else {
      r.r1 = false;
    }
  }
}
