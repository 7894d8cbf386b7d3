package io.pollen.runtime.scheduler;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// A thread comes back from a blocking call and wants its worker's helm, while the stand-in that
/// has it parks the worker: the stand-in sees that it is wanted, or the thread that comes back sees
/// the parked worker, and nudges it.
@JCStressTest
@Outcome(id = "0, 1", expect = Expect.FORBIDDEN, desc = "it parks, and nobody nudges it")
@Outcome(expect = Expect.ACCEPTABLE, desc = "wanted, nudged, or free already")
@State
public class HelmStress {
  private final Helm helm = new Helm();
  private volatile boolean parked;

  public HelmStress() {
    helm.takeIfFree();
  }

  @Actor
  public void standIn(II_Result r) {
    parked = true;
    r.r1 = helm.isWanted() ? 1 : 0;
    helm.leave();
  }

  /// 0: it was free; 1: the worker was not parked yet; 2: it was parked.
  @Actor
  public void comesBack(II_Result r) {
    helm.take(() -> r.r2 = parked ? 2 : 1);
    helm.leave();
  }
}
