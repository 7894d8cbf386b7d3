package io.pollen.runtime.task;

import io.pollen.Context;
import io.pollen.woven.RawFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// An abort meets the poll that completes the task: its future completes or is dropped, one of
/// them, once, and the task has ended either way. The turns that are left are taken afterwards.
@JCStressTest
@Outcome(id = "1, 0, 1", expect = Expect.ACCEPTABLE, desc = "completed")
@Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "cancelled before its poll")
@Outcome(expect = Expect.FORBIDDEN, desc = "both, neither, or without an end")
@State
public class AbortStress {
  private final Counting queue = new Counting();
  private final Task<Integer> task = Task.create(queue, new Completes(), null);
  private int completions;
  private int drops;

  private final class Completes extends RawFuture<Integer> {
    @Override
    public Object pollRaw(Context cx) {
      completions++;
      return 7;
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
  public void afterwards(III_Result r) {
    for (int i = queue.submits.get(); i > 0; i--) {
      queue.turn(task);
    }
    r.r1 = completions;
    r.r2 = drops;
    r.r3 = task.isFinished() ? 1 : 0;
  }
}
