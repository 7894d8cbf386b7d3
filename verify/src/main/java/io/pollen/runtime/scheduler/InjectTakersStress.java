package io.pollen.runtime.scheduler;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Two takers come at the same time: one of them may go away with nothing.
@JCStressTest
@Outcome(id = "111", expect = Expect.ACCEPTABLE, desc = "each task went to one of them, once")
@Outcome(expect = Expect.FORBIDDEN, desc = "a task was lost, or taken twice")
@State
public class InjectTakersStress {
  private final Tally tally = new Tally();
  private final Inject inject = new Inject();
  private final RunQueue ring = new RunQueue(4);

  public InjectTakersStress() {
    for (int i = 0; i < 3; i++) {
      inject.push(tally.task(i));
    }
  }

  @Actor
  public void one() {
    tally.took(inject.takeOne());
  }

  @Actor
  public void two() {
    tally.took(inject.takeInto(ring, 1, 4));
  }

  @Arbiter
  public void afterwards(I_Result r) {
    tally.drain(ring);
    tally.drain(inject);
    r.r1 = tally.sum();
  }
}
