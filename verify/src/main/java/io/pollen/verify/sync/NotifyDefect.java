package io.pollen.verify.sync;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/// Seeded defect: a notifyOne that finds the permit there returns after the load.
@JCStressTest
@Outcome(
    id = "0, false",
    expect = Expect.FORBIDDEN,
    desc = "the notification is gone, and its data was not seen")
@Outcome(expect = Expect.ACCEPTABLE, desc = "seen, or a permit is left")
@State
public class NotifyDefect {
  private static final int EMPTY = 0;
  private static final int NOTIFIED = 2;

  private final AtomicInteger state = new AtomicInteger(NOTIFIED);
  private int data;

  @Actor
  public void notifier() {
    data = 1;
    if (state.get() != NOTIFIED) {
      state.set(NOTIFIED);
    }
  }

  @Actor
  public void taker(IZ_Result r) {
    state.compareAndSet(NOTIFIED, EMPTY);
    r.r1 = data;
  }

  @Arbiter
  public void end(IZ_Result r) {
    r.r2 = state.get() == NOTIFIED;
  }
}
