package io.pollen.runtime.scheduler;

import io.pollen.runtime.task.Task;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// The last worker goes to sleep while a task comes in from outside: it announces that it parks and
/// looks at the queue then; the submitter pushes and looks who is awake then.
@JCStressTest
@Outcome(id = "true, false", expect = Expect.FORBIDDEN, desc = "it sleeps, and nobody wakes it")
@Outcome(expect = Expect.ACCEPTABLE, desc = "it has seen the task, or is woken")
@State
public class ParkStress {
  private final Inject inject = new Inject();
  private final Idle idle = new Idle(1);
  private final Task<?> task = new Tally().task(0);

  @Actor
  public void worker(ZZ_Result r) {
    idle.park(0, false, false);
    r.r1 = inject.isQuiet();
  }

  @Actor
  public void submitter(ZZ_Result r) {
    inject.push(task);
    r.r2 = idle.nobodyAwake() && idle.takeSearcher() == 0;
  }
}
