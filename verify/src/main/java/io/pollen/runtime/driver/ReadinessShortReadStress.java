package io.pollen.runtime.driver;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// As [ReadinessStress], for a reader whose short read has emptied the socket: it clears while it
/// leaves, and waits without entering again. Its seeded defect is the same, [ReadinessDefect].
@JCStressTest
@Outcome(id = "true, false", expect = Expect.FORBIDDEN, desc = "it waits, and nobody wakes it")
@Outcome(expect = Expect.ACCEPTABLE, desc = "woken, or not waiting")
@State
public class ReadinessShortReadStress {
  private final Readiness readiness = new Readiness(Readiness.READABLE);
  private volatile boolean data;
  private volatile boolean woken;

  @Actor
  public void reader(ZZ_Result r) {
    long seen = readiness.enter();
    if (data) {
      readiness.leave();
    } else {
      readiness.leaveClearing(Readiness.READABLE, seen);
      r.r1 = (readiness.awaitReadable(() -> woken = true) & Readiness.READABLE) == 0;
    }
  }

  @Actor
  public void driver() {
    data = true; // the kernel: data first, the edge then
    WakeBatch wakes = new WakeBatch();
    readiness.event(Readiness.READABLE, wakes);
    wakes.wakeAll();
  }

  @Arbiter
  public void afterwards(ZZ_Result r) {
    r.r2 = woken;
  }
}
