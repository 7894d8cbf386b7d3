package io.pollen.runtime.driver;

import io.pollen.Waker;
import io.pollen.verify.Gap;
import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// Seeded defect: the writer looks for a close before it stores its waker, but not after.
@JCStressTest
@Outcome(id = "true, false", expect = Expect.FORBIDDEN, desc = "it waits, and nobody wakes it")
@Outcome(expect = Expect.ACCEPTABLE, desc = "woken, or not waiting")
@State
public class OutboxCloseDefect {
  private final AtomicReference<Waker> writer = new AtomicReference<>();
  private volatile boolean closed;
  private volatile boolean woken;

  @Actor
  public void writer(ZZ_Result r) {
    boolean open = !closed;
    Gap.pass();
    writer.set(() -> woken = true);
    r.r1 = open;
  }

  @Actor
  public void closer() {
    Gap.half();
    closed = true;
    Waker taken = writer.getAndSet(null);
    if (taken != null) {
      taken.wake();
    }
    Gap.half();
  }

  @Arbiter
  public void afterwards(ZZ_Result r) {
    r.r2 = woken;
  }
}
