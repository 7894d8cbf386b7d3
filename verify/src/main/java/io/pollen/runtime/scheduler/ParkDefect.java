package io.pollen.runtime.scheduler;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// Seeded defect: the worker looks a last time, and announces that it parks after that.
@JCStressTest
@Outcome(id = "true, false", expect = Expect.FORBIDDEN, desc = "it sleeps, and nobody wakes it")
@Outcome(expect = Expect.ACCEPTABLE, desc = "it has seen the task, or is woken")
@State
public class ParkDefect {
  private final AtomicReference<Object> stack = new AtomicReference<>();
  private final AtomicInteger awake = new AtomicInteger(1);

  @Actor
  public void worker(ZZ_Result r) {
    r.r1 = stack.get() == null;
    awake.decrementAndGet();
  }

  @Actor
  public void submitter(ZZ_Result r) {
    stack.set("task");
    r.r2 = awake.get() == 0;
  }
}
