package io.pollen.verify.sync;

import io.pollen.verify.Gap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// Seeded defect: the end is not left in the waker's slot, so that a waker that is stored right
/// after it stays there.
@JCStressTest
@Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "a lost wake-up")
@Outcome(expect = Expect.ACCEPTABLE, desc = "ready, or woken")
@State
public class OneshotClosedDefect {
  private final AtomicReference<@Nullable Object> waker = new AtomicReference<>();
  private volatile boolean closed;

  @Actor
  public void sender(ZZ_Result r) {
    if (closed) {
      r.r1 = true;
    } else {
      Gap.pass();
      waker.compareAndSet(null, this);
    }
  }

  @Actor
  public void receiver(ZZ_Result r) {
    Gap.half();
    closed = true;
    r.r2 = waker.getAndSet(null) != null;
    Gap.half();
  }
}
