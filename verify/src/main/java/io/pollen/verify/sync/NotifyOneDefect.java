package io.pollen.verify.sync;

import io.pollen.verify.Gap;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/// Seeded defect: the waiter sees no permit and enqueues then, not in the same step; the notifier
/// that saw nobody waiting has stored its permit in between.
@JCStressTest
@Outcome(id = "false", expect = Expect.FORBIDDEN, desc = "it waits beside a permit")
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "took the permit, or was woken")
@State
public class NotifyOneDefect {
  private static final int EMPTY = 0;
  private static final int WAITING = 1;
  private static final int NOTIFIED = 2;

  private final AtomicInteger state = new AtomicInteger();
  private volatile boolean took;
  private volatile boolean woken;

  @Actor
  public void waiter() {
    if (state.get() == NOTIFIED) {
      took = state.compareAndSet(NOTIFIED, EMPTY);
    } else {
      Gap.pass();
      state.set(WAITING);
    }
  }

  @Actor
  public void notifier() {
    Gap.half();
    if (!state.compareAndSet(EMPTY, NOTIFIED)) {
      woken = true;
    }
    Gap.half();
  }

  @Arbiter
  public void end(Z_Result r) {
    r.r1 = took || woken;
  }
}
