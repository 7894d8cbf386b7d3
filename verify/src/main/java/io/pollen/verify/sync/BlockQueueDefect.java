package io.pollen.verify.sync;

import io.pollen.verify.Gap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Seeded defect: a slot is claimed by a load and a store in place of a fetch-and-add.
@JCStressTest
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "both arrived")
@Outcome(expect = Expect.FORBIDDEN, desc = "an item was lost")
@State
public class BlockQueueDefect {
  private final AtomicReferenceArray<Integer> slots = new AtomicReferenceArray<>(2);
  private volatile int tail;

  @Actor
  public void one() {
    push(0);
  }

  @Actor
  public void two() {
    push(10);
  }

  private void push(int item) {
    int claimed = tail;
    Gap.pass();
    tail = claimed + 1;
    slots.set(claimed, item);
  }

  @Arbiter
  public void end(I_Result r) {
    r.r1 = (slots.get(0) != null ? 1 : 0) + (slots.get(1) != null ? 1 : 0);
  }
}
