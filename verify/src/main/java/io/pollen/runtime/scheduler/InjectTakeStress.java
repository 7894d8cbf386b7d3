package io.pollen.runtime.scheduler;

import io.pollen.runtime.task.Task;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// A push meets the taker that turns the whole stack around.
@JCStressTest
@Outcome(id = "111", expect = Expect.ACCEPTABLE, desc = "each task went to one of them, once")
@Outcome(expect = Expect.FORBIDDEN, desc = "a task was lost, or taken twice")
@State
public class InjectTakeStress {
  private final Tally tally = new Tally();
  private final Inject inject = new Inject();
  private final RunQueue ring = new RunQueue(4);
  private final Task<?> late = tally.task(2);

  public InjectTakeStress() {
    inject.push(tally.task(0));
    inject.push(tally.task(1));
  }

  @Actor
  public void pusher() {
    inject.push(late);
  }

  @Actor
  public void taker() {
    tally.took(inject.takeInto(ring, 1, 4));
  }

  @Arbiter
  public void afterwards(I_Result r) {
    tally.drain(ring);
    tally.drain(inject);
    r.r1 = tally.sum();
  }
}
