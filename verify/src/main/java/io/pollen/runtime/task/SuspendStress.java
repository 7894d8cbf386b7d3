package io.pollen.runtime.task;

import io.pollen.Context;
import io.pollen.Waker;
import io.pollen.woven.RawFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// A wake meets the end of the poll: exactly one of the two puts the task into a queue.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "in one queue")
@Outcome(expect = Expect.FORBIDDEN, desc = "the wake is lost, or the task is in two queues")
@State
public class SuspendStress {
  private final Counting queue = new Counting();
  private final Task<Void> task = Task.create(queue, new Waits(), null);

  private static final class Waits extends RawFuture<Void> {
    @Override
    public Object pollRaw(Context cx) {
      return PENDING;
    }
  }

  public SuspendStress() {
    task.run(Context.of(Waker.noop()));
  }

  @Actor
  public void holder() {
    if (task.suspend()) {
      queue.submit(task);
    }
  }

  @Actor
  public void waker() {
    task.wake();
  }

  @Arbiter
  public void afterwards(I_Result r) {
    r.r1 = queue.submits.get();
  }
}
