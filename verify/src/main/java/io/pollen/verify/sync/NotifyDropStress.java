package io.pollen.verify.sync;

import io.pollen.sync.Notify;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/// The first of two waiters is dropped while it is notified: the second is notified in its place,
/// or was the one; no permit is left beside it.
@JCStressTest
@Outcome(id = "2, false", expect = Expect.ACCEPTABLE, desc = "the second is woken, nothing is left")
@Outcome(expect = Expect.FORBIDDEN, desc = "the notification was lost, or doubled")
@State
public class NotifyDropStress extends Waits {
  private final Notify notify = new Notify();
  private final Notify.Notified first = notify.notified();
  private final Notify.Notified second = notify.notified();

  /// With both in the queue.
  public NotifyDropStress() {
    pollIgnored(first);
    pollFirst(second);
  }

  @Actor
  public void dropper() {
    first.drop();
  }

  @Actor
  public void notifier() {
    notify.notifyOne();
  }

  @Arbiter
  public void end(IZ_Result r) {
    r.r1 = verdict(second);
    r.r2 = isReady(notify.notified());
  }
}
