package io.pollen.runtime.scheduler;

import io.pollen.runtime.task.Task;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Two threads push at the same time.
@JCStressTest
@Outcome(id = "11", expect = Expect.ACCEPTABLE, desc = "each task went to one of them, once")
@Outcome(expect = Expect.FORBIDDEN, desc = "a task was lost, or taken twice")
@State
public class InjectPushStress {
  private final Tally tally = new Tally();
  private final Inject inject = new Inject();
  private final Task<?> first = tally.task(0);
  private final Task<?> second = tally.task(1);

  @Actor
  public void one() {
    inject.push(first);
  }

  @Actor
  public void two() {
    inject.push(second);
  }

  @Arbiter
  public void afterwards(I_Result r) {
    tally.drain(inject);
    r.r1 = tally.sum();
  }
}
