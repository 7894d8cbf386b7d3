package io.pollen.runtime.scheduler;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// The owner pops while a thief takes half: of two tasks the thief may have one.
@JCStressTest
@Outcome(id = "11", expect = Expect.ACCEPTABLE, desc = "each task went to one of them, once")
@Outcome(expect = Expect.FORBIDDEN, desc = "a task was lost, or taken twice")
@State
public class RunQueueStealStress {
  private final Tally tally = new Tally();
  private final RunQueue queue = new RunQueue(4);
  private final RunQueue mine = new RunQueue(4);

  public RunQueueStealStress() {
    queue.push(tally.task(0));
    queue.push(tally.task(1));
  }

  @Actor
  public void owner() {
    tally.took(queue.pop());
    tally.took(queue.pop());
  }

  @Actor
  public void thief() {
    tally.took(queue.stealInto(mine));
  }

  @Arbiter
  public void afterwards(I_Result r) {
    tally.drain(queue);
    tally.drain(mine);
    r.r1 = tally.sum();
  }
}
