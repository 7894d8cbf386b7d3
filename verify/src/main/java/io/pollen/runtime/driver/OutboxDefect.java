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

/// Seeded defect: the completion takes the waker before it says that no send is in flight, so a
/// writer that parks in between waits for nothing.
@JCStressTest
@Outcome(id = "true, false", expect = Expect.FORBIDDEN, desc = "it waits, and nobody wakes it")
@Outcome(expect = Expect.ACCEPTABLE, desc = "woken, or not waiting")
@State
public class OutboxDefect {
  private final AtomicReference<Waker> writer = new AtomicReference<>();
  private volatile boolean armed = true;
  private volatile boolean woken;

  @Actor
  public void writer(ZZ_Result r) {
    Gap.half();
    writer.set(() -> woken = true);
    r.r1 = armed;
    Gap.half();
  }

  @Actor
  public void driver() {
    Waker taken = writer.getAndSet(null);
    if (taken != null) {
      taken.wake();
    }
    Gap.pass();
    armed = false;
  }

  @Arbiter
  public void afterwards(ZZ_Result r) {
    r.r2 = woken;
  }
}
