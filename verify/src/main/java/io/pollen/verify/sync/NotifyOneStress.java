package io.pollen.verify.sync;

import io.pollen.sync.Notify;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// notifyOne meets a waiter that takes its place: it finds the permit, or it is woken.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "took the permit")
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "queued and woken")
@Outcome(expect = Expect.FORBIDDEN, desc = "a lost wake-up")
@State
public class NotifyOneStress extends Waits {
  private final Notify notify = new Notify();
  private final Notify.Notified waiter = notify.notified();

  @Actor
  public void waiter() {
    pollFirst(waiter);
  }

  @Actor
  public void notifier() {
    notify.notifyOne();
  }

  @Arbiter
  public void end(I_Result r) {
    r.r1 = verdict(waiter);
  }
}
