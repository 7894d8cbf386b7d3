package io.pollen.runtime.scheduler;

import io.pollen.verify.Gap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Seeded defect: the tail moves before the slot is written.
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "a task without what its pusher wrote")
@Outcome(id = "1, 2", expect = Expect.FORBIDDEN, desc = "an empty slot was taken")
@Outcome(expect = Expect.ACCEPTABLE, desc = "nothing yet, or all of it")
@State
public class RunQueuePublishDefect {
  private final Object[] slots = new Object[2];
  private final Object task = new Object();
  private volatile int tail;
  private int written;

  @Actor
  public void owner() {
    written = 1;
    int position = tail;
    tail = position + 1;
    Gap.pass();
    slots[position & 1] = task;
  }

  @Actor
  public void thief(II_Result r) {
    Gap.half();
    boolean seen = tail > 0;
    r.r1 = seen ? 1 : 0;
    r.r2 = !seen || slots[0] == task ? (seen ? written : 1) : 2;
    Gap.half();
  }
}
