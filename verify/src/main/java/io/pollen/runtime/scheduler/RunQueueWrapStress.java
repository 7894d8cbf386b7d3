package io.pollen.runtime.scheduler;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// A full ring goes around: the owner pops one and pushes another into the same slot while a thief
/// copies it.
@JCStressTest
@Outcome(id = "111", expect = Expect.ACCEPTABLE, desc = "each task went to one of them, once")
@Outcome(expect = Expect.FORBIDDEN, desc = "a task was lost, or taken twice")
@State
public class RunQueueWrapStress {
  private final Tally tally = new Tally();
  private final RunQueue queue = new RunQueue(2);
  private final RunQueue mine = new RunQueue(2);

  public RunQueueWrapStress() {
    queue.push(tally.task(0));
    queue.push(tally.task(1));
    tally.task(2);
  }

  @Actor
  public void owner() {
    tally.took(queue.pop());
    queue.push(tally.get(2)); // there is room, whatever the thief does
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
