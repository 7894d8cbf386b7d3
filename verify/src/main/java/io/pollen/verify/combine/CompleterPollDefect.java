package io.pollen.verify.combine;

import io.pollen.AtomicWaker;
import io.pollen.Waker;
import io.pollen.verify.Gap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// Seeded defect: the poll looks, and registers its waker after that.
@JCStressTest
@Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "a lost wake-up")
@Outcome(expect = Expect.ACCEPTABLE, desc = "seen, or woken")
@State
public class CompleterPollDefect implements Waker {
  private final AtomicWaker waker = new AtomicWaker();
  private volatile boolean completed;
  private boolean woken;

  @Override
  public void wake() {
    woken = true;
  }

  @Actor
  public void awaiter(ZZ_Result r) {
    r.r1 = completed;
    Gap.pass();
    waker.register(this);
  }

  @Actor
  public void completing() {
    Gap.half();
    completed = true;
    waker.wake();
    Gap.half();
  }

  @Arbiter
  public void end(ZZ_Result r) {
    r.r2 = woken;
  }
}
