package io.pollen.verify.combine;

import io.pollen.Future;
import io.pollen.Waker;
import io.pollen.combine.FutureSet;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// A child is woken while its set is polled: the poll finds it, or the task is woken.
@JCStressTest
@Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "a lost wake-up")
@Outcome(expect = Expect.ACCEPTABLE, desc = "seen, or woken")
@State
public class FutureSetWakeStress {
  private final Leaf leaf = new Leaf();
  private final FutureSet<String> set = new FutureSet<>();
  private final Future<String> next = set.next();
  private volatile boolean woken;

  public FutureSetWakeStress() {
    set.add(leaf);
    Polls.once(next, Waker.noop());
    Polls.once(next, Waker.noop());
  }

  @Actor
  public void polling(ZZ_Result r) {
    r.r1 = Polls.once(next, () -> woken = true);
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
