package io.pollen.verify.sync;

import io.pollen.verify.Gap;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// Seeded defect: the receiver looks, and stores its waker then.
@JCStressTest
@Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "a lost wake-up")
@Outcome(expect = Expect.ACCEPTABLE, desc = "received or woken")
@State
public class MpscDefect {
  private volatile @Nullable String item;
  private volatile boolean waker;

  @Actor
  public void receiver(ZZ_Result r) {
    r.r1 = item != null;
    Gap.pass();
    waker = true;
  }

  @Actor
  public void sender(ZZ_Result r) {
    Gap.half();
    item = "item";
    r.r2 = waker;
    Gap.half();
  }
}
