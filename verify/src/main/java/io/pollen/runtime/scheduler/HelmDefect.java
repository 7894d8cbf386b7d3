package io.pollen.runtime.scheduler;

import io.pollen.verify.Gap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Seeded defect: a helm that nudges first and says then that it is wanted.
@JCStressTest
@Outcome(id = "0, 1", expect = Expect.FORBIDDEN, desc = "it parks, and nobody nudges it")
@Outcome(expect = Expect.ACCEPTABLE, desc = "wanted, nudged, or free already")
@State
public class HelmDefect {
  private final Semaphore free = new Semaphore(0, true);
  private final AtomicInteger wanting = new AtomicInteger();
  private volatile boolean parked;

  @Actor
  public void standIn(II_Result r) {
    Gap.half();
    parked = true;
    r.r1 = wanting.get() != 0 ? 1 : 0;
    free.release();
  }

  @Actor
  public void comesBack(II_Result r) {
    if (!free.tryAcquire()) {
      r.r2 = parked ? 2 : 1;
      Gap.pass();
      wanting.incrementAndGet();
      free.acquireUninterruptibly();
      wanting.decrementAndGet();
    }
    free.release();
  }
}
