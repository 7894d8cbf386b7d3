package io.pollen.runtime.driver;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// A reader that found nothing clears the readiness and waits, while data arrive and then their
/// edge: it is woken, or it sees that it is ready and does not wait. The look at `data` stands for
/// the system call: a reader that begins after the edge finds the data and need not wait.
@JCStressTest
@Outcome(id = "true, false", expect = Expect.FORBIDDEN, desc = "it waits, and nobody wakes it")
@Outcome(expect = Expect.ACCEPTABLE, desc = "woken, or not waiting")
@State
public class ReadinessStress {
  private final Readiness readiness = new Readiness(Readiness.READABLE);
  private volatile boolean data;
  private volatile boolean woken;

  @Actor
  public void reader(ZZ_Result r) {
    long seen = readiness.enter();
    if (!data) {
      readiness.clear(Readiness.READABLE, seen);
      r.r1 = (readiness.awaitReadable(() -> woken = true) & Readiness.READABLE) == 0;
    }
    readiness.leave();
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
