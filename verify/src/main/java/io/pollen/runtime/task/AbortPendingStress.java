package io.pollen.runtime.task;

import io.pollen.Context;
import io.pollen.woven.RawFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// An abort meets a poll that answers Pending, and would for ever: the future is dropped once. The
/// turns that are left are taken afterwards.
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "dropped, and at its end")
@Outcome(expect = Expect.FORBIDDEN, desc = "the abort is lost, or the future was dropped twice")
@State
public class AbortPendingStress {
  private final Counting queue = new Counting();
  private final Task<Integer> task = Task.create(queue, new Pends(), null);
  private int drops;

  private final class Pends extends RawFuture<Integer> {
    @Override
    public Object pollRaw(Context cx) {
      return PENDING;
    }

    @Override
    public void drop() {
      drops++;
    }
  }

  @Actor
  public void worker() {
    queue.turn(task);
  }

  @Actor
  public void aborter() {
    task.abort();
  }

  @Arbiter
  public void afterwards(II_Result r) {
    for (int i = queue.submits.get(); i > 0; i--) {
      queue.turn(task);
    }
    r.r1 = drops;
    r.r2 = task.isFinished() ? 1 : 0;
  }
}
