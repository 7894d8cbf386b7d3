package io.pollen.verify.sync;

import io.pollen.verify.Gap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/// Seeded defect: the future of the notification is made after the look at the token, and so not
/// told of a cancellation in between.
@JCStressTest
@Outcome(id = "false", expect = Expect.FORBIDDEN, desc = "a lost wake-up")
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "ready at once, or woken")
@State
public class CancellationTokenDefect {
  private volatile boolean cancelled;
  private volatile int round;
  private boolean ready;
  private int seen;

  @Actor
  public void waiter() {
    if (cancelled) {
      ready = true;
      return;
    }
    Gap.pass();
    seen = round;
  }

  @Actor
  public void canceller() {
    Gap.half();
    cancelled = true;
    round = 1;
    Gap.half();
  }

  @Arbiter
  public void end(Z_Result r) {
    r.r1 = ready || seen != round;
  }
}
