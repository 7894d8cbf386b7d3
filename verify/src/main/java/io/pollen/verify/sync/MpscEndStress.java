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

/// The last slot comes back while the receiver's end is closed: the receiver that waits for one
/// more item is woken and sees the end.
@JCStressTest
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "woken, and at the end")
@Outcome(expect = Expect.FORBIDDEN, desc = "it waits for ever, or was woken too early only")
@State
public class MpscEndStress extends Waits {
  private final Mpsc.Bounded<String> channel = Mpsc.bounded(1);
  private final Mpsc.Slot<String> slot = channel.sender().tryReserve().orElseThrow();
  private final Future<Optional<String>> receiving = channel.receiver().recv();

  /// With the receiver waiting.
  public MpscEndStress() {
    pollFirst(receiving);
  }

  @Actor
  public void sender() {
    slot.close();
  }

  @Actor
  public void closer() {
    channel.receiver().close();
  }

  @Arbiter
  public void end(I_Result r) {
    r.r1 = verdict(receiving);
  }
}
