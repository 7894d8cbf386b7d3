package io.pollen.runtime.task;

import io.pollen.verify.Gap;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Seeded defect: whoever takes the task from its queue reads the state, and stores the next one.
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "dropped, and at its end")
@Outcome(expect = Expect.FORBIDDEN, desc = "the abort is lost, or the future was dropped twice")
@State
public class AbortPendingDefect {
  private final AtomicInteger state = new AtomicInteger(TaskState.SCHEDULED);
  private int drops;

  @Actor
  public void worker() {
    int before = state.get();
    Gap.pass();
    state.set((before & ~TaskState.SCHEDULED) | TaskState.HELD);
    if ((before & TaskState.CANCELLED) != 0) {
      drops++;
    }
  }

  @Actor
  public void aborter() {
    Gap.half();
    state.getAndUpdate(now -> now | TaskState.ABORT);
    Gap.half();
  }

  @Arbiter
  public void afterwards(II_Result r) {
    if (drops == 0 && (state.get() & TaskState.CANCELLED) != 0) {
      drops++; // the turn that is left
    }
    r.r1 = drops;
    r.r2 = drops > 0 ? 1 : 0;
  }
}
