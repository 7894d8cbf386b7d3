package io.pollen.verify.combine;

import io.pollen.Context;
import io.pollen.combine.Abortable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// An abort while the future is polled: the poll sees it, or the task is woken.
@JCStressTest
@Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "a lost wake-up")
@Outcome(expect = Expect.ACCEPTABLE, desc = "seen, or woken")
@State
public class AbortStress {
  private final Leaf leaf = new Leaf();
  private final Abortable<String> future = leaf.abortable();
  private volatile boolean woken;

  @Actor
  public void polling(ZZ_Result r) {
    try {
      r.r1 = future.poll(Context.of(() -> woken = true)).isReady();
    } catch (Exception aborted) {
      r.r1 = true;
    }
  }

  @Actor
  public void aborting() {
    future.handle().abort();
  }

  @Arbiter
  public void end(ZZ_Result r) {
    r.r2 = woken;
  }
}
