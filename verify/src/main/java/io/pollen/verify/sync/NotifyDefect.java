package io.pollen.verify.sync;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/// Seeded defect: a notifyOne that finds the permit there returns after the load.
@JCStressTest
@Outcome(
    id = "0, false",
    expect = Expect.FORBIDDEN,
    desc = "the notification is gone, and its data was not seen")
@Outcome(expect = Expect.ACCEPTABLE, desc = "seen, or a permit is left")
@State
public class NotifyDefect {
  private static final int EMPTY = 0;
  private static final int NOTIFIED = 2;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(NotifyDefect.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile int state = NOTIFIED;
  private int data;

  @Actor
  public void notifier() {
    data = 1;
    if (state != NOTIFIED) {
      state = NOTIFIED;
    }
  }

  @Actor
  public void taker(IZ_Result r) {
    STATE.compareAndSet(this, NOTIFIED, EMPTY);
    r.r1 = data;
  }

  @Arbiter
  public void end(IZ_Result r) {
    r.r2 = state == NOTIFIED;
  }
}
