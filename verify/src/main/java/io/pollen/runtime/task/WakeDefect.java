package io.pollen.runtime.task;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Seeded defect: a wake that finds the task scheduled only looks, and writes nothing.
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "what was written before the wake is lost")
@Outcome(id = "., 2", expect = Expect.FORBIDDEN, desc = "in two queues")
@Outcome(expect = Expect.ACCEPTABLE, desc = "seen, or polled again")
@State
public class WakeDefect {
  private final AtomicInteger state = new AtomicInteger(TaskState.SCHEDULED);
  private final AtomicInteger submits = new AtomicInteger();
  private int written;
  private int seen;

  @Actor
  public void worker() {
    state.compareAndSet(TaskState.SCHEDULED, TaskState.HELD);
    seen = written;
    if ((state.getAndAdd(-TaskState.HELD) & TaskState.SCHEDULED) != 0) {
      submits.incrementAndGet();
    }
  }

  @Actor
  public void waker() {
    written = 1;
    if ((state.get() & TaskState.SCHEDULED) != 0) {
      return;
    }
    int before = state.getAndUpdate(now -> now | TaskState.SCHEDULED);
    if ((before & (TaskState.SCHEDULED | TaskState.HELD)) == 0) {
      submits.incrementAndGet();
    }
  }

  @Arbiter
  public void afterwards(II_Result r) {
    r.r1 = seen;
    r.r2 = submits.get();
  }
}
