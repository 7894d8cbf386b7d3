package io.pollen.runtime.task;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Seeded defect: the drop of the handle looks whether the task has failed, and marks it detached
/// after that without a second look.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "reported")
@Outcome(expect = Expect.FORBIDDEN, desc = "nobody hears of it, or twice")
@State
public class DetachDefect {
  private final AtomicInteger state = new AtomicInteger(TaskState.HELD);
  private final AtomicInteger reports = new AtomicInteger();

  @Actor
  public void worker() {
    int before = state.getAndUpdate(now -> now | TaskState.COMPLETE | TaskState.FAILED);
    if ((before & TaskState.DETACHED) != 0) {
      reports.incrementAndGet();
    }
  }

  @Actor
  public void owner() {
    if ((state.get() & TaskState.FAILED) != 0) {
      reports.incrementAndGet();
      return;
    }
    state.getAndUpdate(now -> now | TaskState.DETACHED);
  }

  @Arbiter
  public void afterwards(I_Result r) {
    r.r1 = reports.get();
  }
}
