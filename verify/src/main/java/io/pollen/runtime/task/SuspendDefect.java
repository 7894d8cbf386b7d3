package io.pollen.runtime.task;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Seeded defect: the end of the poll looks for a wake, and gives the task up with a store then.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "in one queue")
@Outcome(expect = Expect.FORBIDDEN, desc = "the wake is lost, or the task is in two queues")
@State
public class SuspendDefect {
  private final AtomicInteger state = new AtomicInteger(TaskState.HELD);
  private final AtomicInteger submits = new AtomicInteger();

  @Actor
  public void holder() {
    int before = state.get();
    state.set(before & ~TaskState.HELD);
    if ((before & TaskState.SCHEDULED) != 0) {
      submits.incrementAndGet();
    }
  }

  @Actor
  public void waker() {
    int before = state.getAndUpdate(now -> now | TaskState.SCHEDULED);
    if ((before & (TaskState.SCHEDULED | TaskState.HELD)) == 0) {
      submits.incrementAndGet();
    }
  }

  @Arbiter
  public void afterwards(I_Result r) {
    r.r1 = submits.get();
  }
}
