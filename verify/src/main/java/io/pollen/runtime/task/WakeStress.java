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

/// A task that sits in a queue is woken while somebody takes it out: the poll that comes sees what
/// the waker wrote before, or the task is put into the queue once more. What is written is plain:
/// the wake's own read-modify-write carries it.
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "what was written before the wake is lost")
@Outcome(id = "., 2", expect = Expect.FORBIDDEN, desc = "in two queues")
@Outcome(expect = Expect.ACCEPTABLE, desc = "seen, or polled again")
@State
public class WakeStress {
  private final Counting queue = new Counting();
  private final Task<Void> task = Task.create(queue, new Reads(), null);
  private int written;
  private int seen;

  private final class Reads extends RawFuture<Void> {
    @Override
    public Object pollRaw(Context cx) {
      seen = written;
      return PENDING;
    }
  }

  @Actor
  public void worker() {
    queue.turn(task);
  }

  @Actor
  public void waker() {
    written = 1;
    task.wake();
  }

  @Arbiter
  public void afterwards(II_Result r) {
    r.r1 = seen;
    r.r2 = queue.submits.get();
  }
}
