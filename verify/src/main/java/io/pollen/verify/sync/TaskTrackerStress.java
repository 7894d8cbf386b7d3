package io.pollen.verify.sync;

import io.pollen.Future;
import io.pollen.group.TaskTracker;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// The last task of a closed tracker ends while somebody begins to wait for all: ready, or woken.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "ready at once")
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "queued and woken")
@Outcome(expect = Expect.FORBIDDEN, desc = "a lost wake-up")
@State
public class TaskTrackerStress extends Waits {
  private final TaskTracker tracker = new TaskTracker();
  private final TaskTracker.Token last = tracker.token();
  private final Future<Void> all = tracker.awaitAll();

  public TaskTrackerStress() {
    tracker.close();
  }

  @Actor
  public void waiter() {
    pollFirst(all);
  }

  @Actor
  public void task() {
    last.close();
  }

  @Arbiter
  public void end(I_Result r) {
    r.r1 = verdict(all);
  }
}
