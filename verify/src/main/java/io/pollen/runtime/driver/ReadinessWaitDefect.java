package io.pollen.runtime.driver;

import io.pollen.Waker;
import io.pollen.verify.Gap;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// Seeded defect: the reader looks first and stores its waker then, so an edge in between wakes
/// nobody.
@JCStressTest
@Outcome(id = "true, false", expect = Expect.FORBIDDEN, desc = "it waits, and nobody wakes it")
@Outcome(expect = Expect.ACCEPTABLE, desc = "woken, or not waiting")
@State
public class ReadinessWaitDefect {
  private final AtomicLong state = new AtomicLong();
  private volatile Waker reader;
  private volatile boolean woken;

  @Actor
  public void reader(ZZ_Result r) {
    r.r1 = (state.get() & Readiness.READABLE) == 0;
    Gap.pass();
    reader = () -> woken = true;
  }

  @Actor
  public void driver() {
    Gap.half();
    state.getAndUpdate(now -> (now | Readiness.READABLE) + (1L << 32));
    Waker waker = reader;
    if (waker != null) {
      waker.wake();
    }
    Gap.half();
  }

  @Arbiter
  public void afterwards(ZZ_Result r) {
    r.r2 = woken;
  }
}
