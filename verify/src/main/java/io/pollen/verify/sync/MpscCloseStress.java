package io.pollen.verify.sync;

import io.pollen.sync.ClosedException;
import io.pollen.sync.Mpsc;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/// A send meets the close of the receiver: what was accepted is received before the end.
@JCStressTest
@Outcome(id = "true, 1", expect = Expect.ACCEPTABLE, desc = "accepted and received")
@Outcome(id = "false, 0", expect = Expect.ACCEPTABLE, desc = "refused")
@Outcome(expect = Expect.FORBIDDEN, desc = "an accepted item was lost, or a refused one arrived")
@State
public class MpscCloseStress {
  private final Mpsc.Unbounded<String> channel = Mpsc.unbounded();

  @Actor
  public void sender(ZI_Result r) {
    r.r1 = channel.sender().send("item");
  }

  @Actor
  public void receiver() {
    channel.receiver().close();
  }

  @Arbiter
  public void end(ZI_Result r) {
    try {
      while (channel.receiver().tryRecv().isPresent()) {
        r.r2++;
      }
      r.r2 = -1; // closed, so the end must be visible
    } catch (ClosedException end) {
      // the count stands
    }
  }
}
