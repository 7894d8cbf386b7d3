package io.pollen.runtime.scheduler;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Seeded defect: the owner spills what it has counted, and moves the head with a store.
@JCStressTest
@Outcome(id = "1111", expect = Expect.ACCEPTABLE, desc = "each task went to one of them, once")
@Outcome(expect = Expect.FORBIDDEN, desc = "a task was lost, or taken twice")
@State
public class RunQueueSpillDefect {
  private static final int[] WEIGHTS = {1, 10, 100, 1_000};
  private final AtomicInteger head = new AtomicInteger();
  private final AtomicInteger sum = new AtomicInteger();

  private void took(int from, int to) {
    for (int i = from; i < to; i++) {
      sum.addAndGet(WEIGHTS[i]);
    }
  }

  @Actor
  public void owner() {
    int from = head.get();
    if (from == 0) {
      took(0, 2);
      head.set(2);
    }
  }

  @Actor
  public void thief() {
    int from = head.get();
    int count = (4 - from) / 2;
    if (head.compareAndSet(from, from + count)) {
      took(from, from + count);
    }
  }

  @Arbiter
  public void afterwards(I_Result r) {
    took(head.get(), 4);
    r.r1 = sum.get();
  }
}
