package io.pollen.verify.combine;

import io.pollen.combine.Shared;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// Two handles are polled at the same time while the future is ready: one of them polls it, the
/// other one gets the value, too, or is woken for it.
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "both have it, or are woken")
@Outcome(expect = Expect.FORBIDDEN, desc = "a handle waits for ever")
@State
public class SharedPollStress {
  private final Leaf leaf = new Leaf();
  private final Shared<String> first = leaf.shared();
  private final Shared<String> second = first.copy();
  private volatile boolean firstWoken;
  private volatile boolean secondWoken;

  /// With a value that nobody has been woken for.
  public SharedPollStress() {
    leaf.complete();
  }

  @Actor
  public void one(ZZ_Result r) {
    r.r1 = Polls.once(first, () -> firstWoken = true);
  }

  @Actor
  public void two(ZZ_Result r) {
    r.r2 = Polls.once(second, () -> secondWoken = true);
  }

  @Arbiter
  public void end(ZZ_Result r) {
    r.r1 |= firstWoken;
    r.r2 |= secondWoken;
  }
}
