package io.pollen.verify.sync;

import io.pollen.verify.Gap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/// Seeded defect: the senders are counted by a load and a store, so both find another one left.
@JCStressTest
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "the last one closed the channel")
@Outcome(expect = Expect.FORBIDDEN, desc = "nobody was the last")
@State
public class MpscSendersDefect {
  private volatile int senders = 2;
  private volatile boolean closed;

  @Actor
  public void one() {
    close();
  }

  @Actor
  public void two() {
    close();
  }

  private void close() {
    int left = senders - 1;
    Gap.pass();
    senders = left;
    if (left == 0) {
      closed = true;
    }
  }

  @Arbiter
  public void end(Z_Result r) {
    r.r1 = closed;
  }
}
