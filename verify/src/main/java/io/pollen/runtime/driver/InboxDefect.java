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

/// Seeded defect: the last completion wakes the reader for what it has brought, but not again when
/// it has said that no receive is in flight: a reader that has taken the one before it is told the
/// other waits for nothing.
@JCStressTest
@Outcome(id = "true, false", expect = Expect.FORBIDDEN, desc = "it waits, and nobody wakes it")
@Outcome(expect = Expect.ACCEPTABLE, desc = "woken, or not waiting")
@State
public class InboxDefect {
  private static final Object END = new Object();

  private final AtomicReference<Object> slot = new AtomicReference<>();
  private volatile boolean armed = true;
  private volatile boolean woken;

  @Actor
  public void reader(ZZ_Result r) {
    Gap.half();
    slot.compareAndSet(END, null);
    Waker waker = () -> woken = true;
    r.r1 = slot.compareAndSet(null, waker) && armed;
    Gap.half();
  }

  @Actor
  public void driver() {
    if (slot.getAndSet(END) instanceof Waker waker) {
      waker.wake();
    }
    Gap.pass();
    armed = false;
  }

  @Arbiter
  public void afterwards(ZZ_Result r) {
    r.r2 = woken;
  }
}
