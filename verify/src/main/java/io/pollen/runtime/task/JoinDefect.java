package io.pollen.runtime.task;

import io.pollen.Waker;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Seeded defect: the awaiter looks whether the task is complete, and stores its waker after that
/// without another look.
@JCStressTest
@Outcome(id = "7, .", expect = Expect.ACCEPTABLE, desc = "taken")
@Outcome(id = "-1, 1", expect = Expect.ACCEPTABLE, desc = "waits, and was woken")
@Outcome(expect = Expect.FORBIDDEN, desc = "waits for ever, or took what was not there")
@State
public class JoinDefect {
  private final AtomicInteger state = new AtomicInteger(TaskState.HELD);
  private Object stage;
  private Waker joinWaker;
  private volatile boolean woken;

  @Actor
  public void worker() {
    stage = 7;
    int before = state.getAndUpdate(now -> now | TaskState.COMPLETE);
    if ((before & TaskState.JOIN_WAKER) != 0) {
      joinWaker.wake();
    }
  }

  @Actor
  public void awaiter(II_Result r) {
    if ((state.get() & TaskState.COMPLETE) != 0) {
      r.r1 = (Integer) stage;
      return;
    }
    joinWaker = () -> woken = true;
    state.getAndUpdate(now -> now | TaskState.JOIN_WAKER);
    r.r1 = -1;
  }

  @Arbiter
  public void afterwards(II_Result r) {
    r.r2 = woken ? 1 : 0;
  }
}
