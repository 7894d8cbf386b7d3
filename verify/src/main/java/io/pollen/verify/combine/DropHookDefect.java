package io.pollen.verify.combine;

import io.pollen.verify.Gap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Seeded defect: dropped and hook in two fields, no look after the store.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the hook ran once")
@Outcome(expect = Expect.FORBIDDEN, desc = "the hook ran twice or never")
@State
public class DropHookDefect {
  private volatile @Nullable Runnable hook;
  private volatile boolean dropped;
  private final AtomicInteger runs = new AtomicInteger();

  @Actor
  public void setting() {
    Gap.half();
    if (dropped) {
      runs.incrementAndGet();
    } else {
      hook = runs::incrementAndGet;
    }
    Gap.half();
  }

  @Actor
  public void dropping() {
    Runnable action = hook;
    Gap.pass();
    dropped = true;
    if (action != null) {
      action.run();
    }
  }

  @Arbiter
  public void end(I_Result r) {
    r.r1 = runs.get();
  }
}
