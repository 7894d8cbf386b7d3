package io.pollen.runtime.scheduler;

import io.pollen.runtime.task.Task;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// A thief that sees a pushed task sees what its pusher wrote before, plainly.
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "a task without what its pusher wrote")
@Outcome(id = "1, 2", expect = Expect.FORBIDDEN, desc = "an empty slot was taken")
@Outcome(expect = Expect.ACCEPTABLE, desc = "nothing yet, or all of it")
@State
public class RunQueuePublishStress {
  private final RunQueue queue = new RunQueue(2);
  private final RunQueue mine = new RunQueue(2);
  private final Task<?> task = new Tally().task(0);
  private int written;

  @Actor
  public void owner() {
    written = 1;
    queue.push(task);
  }

  @Actor
  public void thief(II_Result r) {
    boolean seen = queue.size() > 0;
    Task<?> stolen = queue.stealInto(mine);
    r.r1 = seen ? 1 : 0;
    r.r2 = !seen || stolen == task ? (seen ? written : 1) : 2;
  }
}
