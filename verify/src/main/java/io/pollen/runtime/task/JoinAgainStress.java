package io.pollen.runtime.task;

import io.pollen.Waker;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// An awaiter polls again with another waker while the task completes: it takes the value, or the
/// new waker is the one that is woken.
@JCStressTest
@Outcome(id = "7, .", expect = Expect.ACCEPTABLE, desc = "taken")
@Outcome(id = "-1, 1", expect = Expect.ACCEPTABLE, desc = "waits, and was woken")
@Outcome(expect = Expect.FORBIDDEN, desc = "waits, and the old waker was woken")
@State
public class JoinAgainStress {
  private final Counting queue = new Counting();
  private final Task<Integer> task = queue.completing();
  private volatile boolean woken;

  public JoinAgainStress() {
    Counting.join(task, Waker.noop());
  }

  @Actor
  public void worker() {
    queue.turn(task);
  }

  @Actor
  public void awaiter(II_Result r) {
    r.r1 = Counting.join(task, () -> woken = true);
  }

  @Arbiter
  public void afterwards(II_Result r) {
    r.r2 = woken ? 1 : 0;
  }
}
