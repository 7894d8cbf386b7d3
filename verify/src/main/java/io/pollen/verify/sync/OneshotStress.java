package io.pollen.verify.sync;

import io.pollen.sync.Oneshot;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// A value is sent while the receiver is polled: it is there, or the receiver is woken.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "there at the first poll")
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "Pending and woken")
@Outcome(expect = Expect.FORBIDDEN, desc = "a lost wake-up")
@State
public class OneshotStress extends Waits {
  private final Oneshot.Channel<String> channel = Oneshot.channel();

  @Actor
  public void receiver() {
    pollFirst(channel.receiver());
  }

  @Actor
  public void sender() {
    channel.sender().send("value");
  }

  @Arbiter
  public void end(I_Result r) {
    r.r1 = verdict(channel.receiver());
  }
}
