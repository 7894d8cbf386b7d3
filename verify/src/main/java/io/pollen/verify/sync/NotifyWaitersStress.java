package io.pollen.verify.sync;

import io.pollen.sync.Notify;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// notifyWaiters meets a waiter that takes its place: its future existed before, so it is ready or
/// woken.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "ready at once")
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "queued and woken")
@Outcome(expect = Expect.FORBIDDEN, desc = "a lost wake-up")
@State
public class NotifyWaitersStress extends Waits {
  private final Notify notify = new Notify();
  private final Notify.Notified waiter = notify.notified();

  @Actor
  public void waiter() {
    pollFirst(waiter);
  }

  @Actor
  public void notifier() {
    notify.notifyWaiters();
  }

  @Arbiter
  public void end(I_Result r) {
    r.r1 = verdict(waiter);
  }
}
