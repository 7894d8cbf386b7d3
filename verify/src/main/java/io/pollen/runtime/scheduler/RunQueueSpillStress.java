package io.pollen.runtime.scheduler;

import io.pollen.runtime.task.Task;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// A full ring spills half of itself, and one more, into the injection queue while a thief takes
/// half of it.
@JCStressTest
@Outcome(id = "11111", expect = Expect.ACCEPTABLE, desc = "each task went to one of them, once")
@Outcome(expect = Expect.FORBIDDEN, desc = "a task was lost, or taken twice")
@State
public class RunQueueSpillStress {
  private final Tally tally = new Tally();
  private final RunQueue queue = new RunQueue(4);
  private final RunQueue mine = new RunQueue(4);
  private final Inject inject = new Inject();

  private final Task<?> latest = tally.task(4);

  public RunQueueSpillStress() {
    for (int i = 0; i < 4; i++) {
      queue.push(tally.task(i));
    }
  }

  @Actor
  public void owner() {
    if (!queue.spill(latest, inject)) {
      tally.took(latest); // there is room for it
    }
  }

  @Actor
  public void thief() {
    tally.took(queue.stealInto(mine));
  }

  @Arbiter
  public void afterwards(I_Result r) {
    tally.drain(queue);
    tally.drain(mine);
    tally.drain(inject);
    r.r1 = tally.sum();
  }
}
