package io.pollen.runtime.task;

import io.pollen.Context;
import io.pollen.woven.RawFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// A task fails while its handle is dropped: the failure is reported, once.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "reported")
@Outcome(expect = Expect.FORBIDDEN, desc = "nobody hears of it, or twice")
@State
public class DetachStress {
  private static final Exception FAILURE = new Exception("fails");
  private final Counting queue = new Counting();
  private final Task<Void> task = Task.create(queue, new Fails(), null);

  private static final class Fails extends RawFuture<Void> {
    @Override
    public Object pollRaw(Context cx) throws Exception {
      throw FAILURE;
    }
  }

  @Actor
  public void worker() {
    queue.turn(task);
  }

  @Actor
  public void owner() {
    task.drop();
  }

  @Arbiter
  public void afterwards(I_Result r) {
    r.r1 = queue.reports.get();
  }
}
