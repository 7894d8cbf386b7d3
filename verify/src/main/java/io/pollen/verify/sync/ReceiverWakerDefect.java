package io.pollen.verify.sync;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// Seeded defect: the waker is stored with release only, and the look after it comes before it.
@JCStressTest
@Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "a lost wake-up")
@Outcome(expect = Expect.ACCEPTABLE, desc = "seen, or woken")
@State
public class ReceiverWakerDefect {
  private static final VarHandle WAKER;

  static {
    try {
      WAKER =
          MethodHandles.lookup().findVarHandle(ReceiverWakerDefect.class, "waker", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private Object waker;
  private volatile boolean item;

  @Actor
  public void receiver(ZZ_Result r) {
    WAKER.setRelease(this, this);
    r.r1 = item;
  }

  @Actor
  public void sender(ZZ_Result r) {
    item = true;
    r.r2 = WAKER.getVolatile(this) != null;
  }
}
