package io.pollen.verify.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// Volatile stores, then volatile loads: no wake-up is lost.
@JCStressTest
@Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "a lost wake-up")
@Outcome(expect = Expect.ACCEPTABLE, desc = "at least one side sees the other")
@State
public class StoreThenLookStress {
  private volatile boolean waker;
  private volatile boolean event;

  @Actor
  public void sleeper(ZZ_Result r) {
    waker = true;
    r.r1 = event;
  }

  @Actor
  public void notifier(ZZ_Result r) {
    event = true;
    r.r2 = waker;
  }
}
