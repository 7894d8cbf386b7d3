package io.pollen.verify.sync;

import io.pollen.sync.Notify;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/// A permit is stored already; another notifyOne meets the one who takes it. Who takes a permit
/// sees what the notifier did before, or a permit is left that will show it.
@JCStressTest
@Outcome(
    id = "0, false",
    expect = Expect.FORBIDDEN,
    desc = "the notification is gone, and its data was not seen")
@Outcome(expect = Expect.ACCEPTABLE, desc = "seen, or a permit is left")
@State
public class NotifyStress extends Waits {
  private final Notify notify = new Notify();
  private final Notify.Notified taker = notify.notified();
  private int data;

  /// With a permit.
  public NotifyStress() {
    notify.notifyOne();
  }

  @Actor
  public void notifier() {
    data = 1;
    notify.notifyOne();
  }

  @Actor
  public void taker(IZ_Result r) {
    pollFirst(taker);
    r.r1 = data;
  }

  @Arbiter
  public void end(IZ_Result r) {
    r.r2 = isReady(notify.notified());
  }
}
