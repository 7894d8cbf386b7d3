package io.pollen.runtime.scheduler;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// Seeded defect: the right order, but with release stores and acquire loads: each side may read
/// before its own store is visible.
@JCStressTest
@Outcome(id = "true, false", expect = Expect.FORBIDDEN, desc = "it sleeps, and nobody wakes it")
@Outcome(expect = Expect.ACCEPTABLE, desc = "it has seen the task, or is woken")
@State
public class ParkOrderDefect {
  private static final VarHandle PUSHED;
  private static final VarHandle PARKED;

  static {
    try {
      PUSHED = MethodHandles.lookup().findVarHandle(ParkOrderDefect.class, "pushed", int.class);
      PARKED = MethodHandles.lookup().findVarHandle(ParkOrderDefect.class, "parked", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private int pushed;
  private int parked;

  @Actor
  public void worker(ZZ_Result r) {
    PARKED.setRelease(this, 1);
    r.r1 = (int) PUSHED.getAcquire(this) == 0;
  }

  @Actor
  public void submitter(ZZ_Result r) {
    PUSHED.setRelease(this, 1);
    r.r2 = (int) PARKED.getAcquire(this) == 1;
  }
}
