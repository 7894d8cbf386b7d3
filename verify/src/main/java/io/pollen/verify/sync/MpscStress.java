package io.pollen.verify.sync;

import io.pollen.Future;
import io.pollen.sync.Mpsc;
import java.util.Optional;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// An item is sent while the receiver is polled: it is there, or the receiver is woken.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "there at the first poll")
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "Pending and woken")
@Outcome(expect = Expect.FORBIDDEN, desc = "a lost wake-up")
@State
public class MpscStress extends Waits {
  private final Mpsc.Unbounded<String> channel = Mpsc.unbounded();
  private final Future<Optional<String>> receiving = channel.receiver().recv();

  @Actor
  public void receiver() {
    pollFirst(receiving);
  }

  @Actor
  public void sender() {
    channel.sender().send("item");
  }

  @Arbiter
  public void end(I_Result r) {
    r.r1 = verdict(receiving);
  }
}
