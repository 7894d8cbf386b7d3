package io.pollen.verify.sync;

import io.pollen.sync.ClosedException;
import io.pollen.sync.Oneshot;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// Sending meets the close of the receiver: a value that was accepted can be received, a refused
/// one cannot.
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "sent before the close")
@Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "refused")
@Outcome(expect = Expect.FORBIDDEN, desc = "lost, or both have it")
@State
public class OneshotCloseStress {
  private final Oneshot.Channel<String> channel = Oneshot.channel();

  @Actor
  public void receiver(ZZ_Result r) {
    channel.receiver().close();
    try {
      r.r2 = channel.receiver().tryRecv().isPresent();
    } catch (ClosedException e) {
      r.r2 = false;
    }
  }

  @Actor
  public void sender(ZZ_Result r) {
    r.r1 = channel.sender().send("value");
  }
}
