package io.pollen.verify.combine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// Seeded defect: register with a release store, wake with a load before its exchange.
@JCStressTest
@Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "a lost wake-up")
@Outcome(expect = Expect.ACCEPTABLE, desc = "seen, or woken")
@State
public class AtomicWakerDefect {
  private static final VarHandle SLOT;

  static {
    try {
      SLOT = MethodHandles.lookup().findVarHandle(AtomicWakerDefect.class, "slot", Runnable.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private @Nullable Runnable slot;
  private volatile boolean condition;
  private volatile boolean woken;

  @Actor
  public void waiting(ZZ_Result r) {
    SLOT.setRelease(this, (Runnable) () -> woken = true);
    r.r1 = condition;
  }

  @Actor
  public void waking() {
    condition = true;
    Runnable waker = (Runnable) SLOT.getAcquire(this);
    if (waker != null) {
      waker.run();
    }
  }

  @Arbiter
  public void end(ZZ_Result r) {
    r.r2 = woken;
  }
}
