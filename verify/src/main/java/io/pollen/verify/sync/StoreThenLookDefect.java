package io.pollen.verify.sync;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// Seeded defect: release stores and acquire loads, which may pass each other.
@JCStressTest
@Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "a lost wake-up")
@Outcome(expect = Expect.ACCEPTABLE, desc = "at least one side sees the other")
@State
public class StoreThenLookDefect {
  private static final VarHandle WAKER;
  private static final VarHandle EVENT;

  static {
    try {
      var lookup = MethodHandles.lookup();
      WAKER = lookup.findVarHandle(StoreThenLookDefect.class, "waker", boolean.class);
      EVENT = lookup.findVarHandle(StoreThenLookDefect.class, "event", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private boolean waker;
  private boolean event;

  @Actor
  public void sleeper(ZZ_Result r) {
    WAKER.setRelease(this, true);
    r.r1 = (boolean) EVENT.getAcquire(this);
  }

  @Actor
  public void notifier(ZZ_Result r) {
    EVENT.setRelease(this, true);
    r.r2 = (boolean) WAKER.getAcquire(this);
  }
}
