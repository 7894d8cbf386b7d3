package io.pollen.verify.sync;

import io.pollen.verify.Gap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Seeded defect: the consumer takes a slot that is claimed for one that is filled.
@JCStressTest
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "all, in order")
@Outcome(expect = Expect.FORBIDDEN, desc = "an item was lost, doubled or overtaken")
@State
public class BlockQueueConsumerDefect {
  private final AtomicReferenceArray<@Nullable Integer> slots = new AtomicReferenceArray<>(2);
  private volatile int tail;
  private int head;
  private int count;

  @Actor
  public void producer() {
    for (int i = 0; i < 2; i++) {
      tail = i + 1;
      Gap.pass();
      slots.set(i, i);
    }
  }

  @Actor
  public void consumer() {
    take();
    take();
  }

  private void take() {
    Gap.pass();
    if (head < tail) {
      Integer item = slots.get(head++);
      if (item != null) {
        count = item == count ? count + 1 : -100;
      }
    }
  }

  @Arbiter
  public void end(I_Result r) {
    take();
    take();
    r.r1 = count;
  }
}
