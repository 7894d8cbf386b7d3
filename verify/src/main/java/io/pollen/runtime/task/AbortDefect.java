package io.pollen.runtime.task;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// Seeded defect: the aborter drops a future that nobody holds on its own stack, after a look.
@JCStressTest
@Outcome(id = "1, 0, 1", expect = Expect.ACCEPTABLE, desc = "completed")
@Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "cancelled before its poll")
@Outcome(expect = Expect.FORBIDDEN, desc = "both, neither, or without an end")
@State
public class AbortDefect {
  private final AtomicInteger state = new AtomicInteger(TaskState.SCHEDULED);
  private int completions;
  private int drops;

  @Actor
  public void worker() {
    if ((state.getAndUpdate(now -> now | TaskState.HELD) & TaskState.COMPLETE) == 0) {
      completions++;
      state.getAndUpdate(now -> now | TaskState.COMPLETE);
    }
  }

  @Actor
  public void aborter() {
    if ((state.get() & (TaskState.HELD | TaskState.COMPLETE)) == 0) {
      drops++;
      state.getAndUpdate(now -> now | TaskState.COMPLETE);
    }
  }

  @Arbiter
  public void afterwards(III_Result r) {
    r.r1 = completions;
    r.r2 = drops;
    r.r3 = (state.get() & TaskState.COMPLETE) != 0 ? 1 : 0;
  }
}
