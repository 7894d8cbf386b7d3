package io.pollen.verify.sync;

import io.pollen.verify.Gap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Seeded defect: the lock is taken by a load and a store in place of a compare-and-set.
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "one got it")
@Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "both, one after the other")
@Outcome(expect = Expect.FORBIDDEN, desc = "both at once, and a count was lost")
@State
public class MutexDefect {
  private volatile int permits = 1;
  private int value;
  private boolean one;
  private boolean two;

  @Actor
  public void first() {
    one = count();
  }

  @Actor
  public void second() {
    two = count();
  }

  private boolean count() {
    int seen = permits;
    Gap.pass();
    if (seen == 0) {
      Gap.pass(); // as long as the other one
      return false;
    }
    permits = seen - 1;
    int before = value;
    Gap.pass();
    value = before + 1;
    permits = seen;
    return true;
  }

  @Arbiter
  public void end(II_Result r) {
    r.r1 = (one ? 1 : 0) + (two ? 1 : 0);
    r.r2 = value;
  }
}
