package io.pollen.verify.combine;

import io.pollen.verify.Gap;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Seeded defect: a handle removes itself and then asks, in a step of its own, whether it was the
/// last.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "dropped once")
@Outcome(expect = Expect.FORBIDDEN, desc = "never dropped, or twice")
@State
public class SharedLeaveDefect {
  private final AtomicInteger handles = new AtomicInteger(2);
  private final AtomicInteger drops = new AtomicInteger();

  @Actor
  public void one() {
    leave();
  }

  @Actor
  public void two() {
    leave();
  }

  private void leave() {
    handles.decrementAndGet();
    Gap.pass();
    if (handles.get() == 0) {
      drops.incrementAndGet();
    }
  }

  @Arbiter
  public void end(I_Result r) {
    r.r1 = drops.get();
  }
}
