package io.pollen.verify.combine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/// Seeded defect: a wake that finds the child queued returns after the load.
@JCStressTest
@Outcome(id = "0, false", expect = Expect.FORBIDDEN, desc = "what was written is never seen")
@Outcome(expect = Expect.ACCEPTABLE, desc = "seen, or woken")
@State
public class ChildWakeDefect {
  private static final int QUEUED = 1;
  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(ChildWakeDefect.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile int state = QUEUED;
  private int written;
  private int seen;
  private boolean woken;

  @Actor
  public void polling() {
    STATE.getAndBitwiseAnd(this, ~QUEUED);
    seen = written;
  }

  @Actor
  public void waking() {
    written = 1;
    if (state != QUEUED) {
      woken = true;
    }
  }

  @Arbiter
  public void end(IZ_Result r) {
    r.r1 = seen;
    r.r2 = woken;
  }
}
