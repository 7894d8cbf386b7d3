package io.pollen.verify.combine;

import io.pollen.verify.Gap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Seeded defect: the cancel that finds a run under way leaves its mark, but the run looks for
/// marks before it gives its turn back.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "dropped once")
@Outcome(expect = Expect.FORBIDDEN, desc = "never dropped, or twice")
@State
public class EagerCancelDefect {
  private final AtomicBoolean running = new AtomicBoolean();
  private final AtomicInteger drops = new AtomicInteger();
  private volatile boolean cancelled;

  @Actor
  public void cancelling() {
    cancelled = true;
    run();
  }

  @Actor
  public void waking() {
    run();
  }

  private void run() {
    if (running.compareAndSet(false, true)) {
      if (cancelled) {
        drops.incrementAndGet(); // the turn is kept: nothing runs any more
        return;
      }
      Gap.pass();
      running.set(false);
    } else {
      Gap.pass();
    }
  }

  @Arbiter
  public void end(I_Result r) {
    r.r1 = drops.get();
  }
}
