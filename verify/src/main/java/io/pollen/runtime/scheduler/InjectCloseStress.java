package io.pollen.runtime.scheduler;

import io.pollen.runtime.task.Task;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// A push meets the end: the closer gets the task, or the pusher keeps it.
@JCStressTest
@Outcome(id = "11", expect = Expect.ACCEPTABLE, desc = "each task went to one of them, once")
@Outcome(expect = Expect.FORBIDDEN, desc = "a task was lost, or taken twice")
@State
public class InjectCloseStress {
  private final Tally tally = new Tally();
  private final Inject inject = new Inject();
  private final Task<?> late = tally.task(1);

  public InjectCloseStress() {
    inject.push(tally.task(0));
  }

  @Actor
  public void pusher() {
    if (!inject.push(late)) {
      tally.took(late);
    }
  }

  @Actor
  public void closer() {
    for (Task<?> task = inject.close(); task != null; task = task.next()) {
      tally.took(task);
    }
  }

  @Arbiter
  public void afterwards(I_Result r) {
    r.r1 = tally.sum();
  }
}
