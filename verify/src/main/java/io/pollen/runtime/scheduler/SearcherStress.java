package io.pollen.runtime.scheduler;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Two submitters want a searcher at the same time, of two parked workers: one is woken, and the
/// word counts one as awake.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "woken by one of them")
@Outcome(expect = Expect.FORBIDDEN, desc = "woken by nobody, or counted twice")
@State
public class SearcherStress {
  private final Idle idle = new Idle(2);
  private int one;
  private int two;

  public SearcherStress() {
    idle.park(0, false, false);
    idle.park(1, false, false);
  }

  @Actor
  public void one() {
    one = idle.takeSearcher();
  }

  @Actor
  public void two() {
    two = idle.takeSearcher();
  }

  @Arbiter
  public void afterwards(I_Result r) {
    int woken = (one >= 0 ? 1 : 0) + (two >= 0 ? 1 : 0);
    r.r1 = idle.awake() == woken ? woken : 10;
  }
}
