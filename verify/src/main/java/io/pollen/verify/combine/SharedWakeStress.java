package io.pollen.verify.combine;

import io.pollen.Waker;
import io.pollen.combine.Shared;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// The shared future is woken while a handle polls it: the poll sees it, or the handle is woken.
@JCStressTest
@Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "a lost wake-up")
@Outcome(expect = Expect.ACCEPTABLE, desc = "seen, or woken")
@State
public class SharedWakeStress {
  private final Leaf leaf = new Leaf();
  private final Shared<String> handle = leaf.shared();
  private volatile boolean woken;

  public SharedWakeStress() {
    Polls.once(handle, Waker.noop());
  }

  @Actor
  public void polling(ZZ_Result r) {
    r.r1 = Polls.once(handle, () -> woken = true);
  }

  @Actor
  public void waking() {
    leaf.complete();
  }

  @Arbiter
  public void end(ZZ_Result r) {
    r.r2 = woken;
  }
}
