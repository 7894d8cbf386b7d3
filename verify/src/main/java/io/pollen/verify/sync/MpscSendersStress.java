package io.pollen.verify.sync;

import io.pollen.Future;
import io.pollen.sync.ClosedException;
import io.pollen.sync.Mpsc;
import java.util.Optional;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// The last two senders are closed while the receiver waits: it is woken and sees the end, after
/// the item of one of them.
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the item, and then the end")
@Outcome(expect = Expect.FORBIDDEN, desc = "no wake-up, no end, or the item is lost")
@State
public class MpscSendersStress extends Waits {
  private final Mpsc.Unbounded<String> channel = Mpsc.unbounded();
  private final Mpsc.UnboundedSender<String> other = channel.sender().share();
  private final Future<Optional<String>> receiving = channel.receiver().recv();

  /// With the receiver waiting.
  public MpscSendersStress() {
    pollFirst(receiving);
  }

  @Actor
  public void one() {
    channel.sender().send("item");
    channel.sender().close();
  }

  @Actor
  public void two() {
    other.close();
  }

  @Arbiter
  public void end(II_Result r) {
    r.r1 = isWoken() && isReady(receiving) ? 1 : 0;
    try {
      r.r2 = channel.receiver().tryRecv().isPresent() ? 1 : -1;
    } catch (ClosedException end) {
      r.r2 = 0;
    }
  }
}
