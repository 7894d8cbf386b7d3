package io.pollen.verify.sync;

import io.pollen.Future;
import io.pollen.sync.Oneshot;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// The receiver closes while the sender's closed() is polled: it is ready, or woken.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "ready at the first poll")
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "Pending and woken")
@Outcome(expect = Expect.FORBIDDEN, desc = "a lost wake-up")
@State
public class OneshotClosedStress extends Waits {
  private final Oneshot.Channel<String> channel = Oneshot.channel();
  private final Future<Void> closed = channel.sender().closed();

  @Actor
  public void sender() {
    pollFirst(closed);
  }

  @Actor
  public void receiver() {
    channel.receiver().drop();
  }

  @Arbiter
  public void end(I_Result r) {
    r.r1 = verdict(closed);
  }
}
