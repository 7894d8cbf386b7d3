package io.pollen.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Two producers push three items each over blocks of two slots: each item arrives once, in its
/// producer's order.
@JCStressTest
@Outcome(id = "3, 3", expect = Expect.ACCEPTABLE, desc = "all, in order")
@Outcome(expect = Expect.FORBIDDEN, desc = "an item was lost, doubled or overtaken")
@State
public class BlockQueueStress {
  private final BlockQueue<Integer> queue = new BlockQueue<>(2);

  @Actor
  public void one() {
    push(0);
  }

  @Actor
  public void two() {
    push(10);
  }

  private void push(int base) {
    for (int i = 0; i < 3; i++) {
      queue.push(base + i);
    }
  }

  @Arbiter
  public void end(II_Result r) {
    for (Integer item = queue.pop(); item != null; item = queue.pop()) {
      if (item == r.r1) {
        r.r1++;
      } else if (item == 10 + r.r2) {
        r.r2++;
      } else {
        r.r1 = -1;
      }
    }
  }
}
