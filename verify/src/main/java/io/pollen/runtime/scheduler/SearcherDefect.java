package io.pollen.runtime.scheduler;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Seeded defect: without the monitor, both look for a searcher before either counts one.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "woken by one of them")
@Outcome(expect = Expect.FORBIDDEN, desc = "woken by nobody, or counted twice")
@State
public class SearcherDefect {
  private final AtomicInteger searching = new AtomicInteger();
  private final AtomicInteger woken = new AtomicInteger();

  private void takeSearcher() {
    if (searching.get() == 0) {
      searching.incrementAndGet();
      woken.incrementAndGet();
    }
  }

  @Actor
  public void one() {
    takeSearcher();
  }

  @Actor
  public void two() {
    takeSearcher();
  }

  @Arbiter
  public void afterwards(I_Result r) {
    r.r1 = woken.get();
  }
}
