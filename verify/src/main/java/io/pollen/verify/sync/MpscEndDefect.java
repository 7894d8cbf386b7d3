package io.pollen.verify.sync;

import io.pollen.verify.Gap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/// Seeded defect: who gives a slot back asks whether the channel is closed first, and gives it back
/// then.
@JCStressTest
@Outcome(id = "false", expect = Expect.FORBIDDEN, desc = "nobody tells the receiver")
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "woken when it was at the end")
@State
public class MpscEndDefect {
  private volatile boolean closed;
  private volatile boolean back;
  private volatile boolean wokenBySender;
  private volatile boolean wokenByCloser;

  @Actor
  public void sender() {
    boolean last = closed;
    Gap.pass();
    back = true;
    wokenBySender = last;
  }

  @Actor
  public void closer() {
    Gap.half();
    closed = true;
    wokenByCloser = back;
    Gap.half();
  }

  @Arbiter
  public void end(Z_Result r) {
    r.r1 = wokenBySender || wokenByCloser;
  }
}
