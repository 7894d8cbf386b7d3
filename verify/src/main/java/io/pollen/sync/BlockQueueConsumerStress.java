package io.pollen.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// A producer pushes five items over blocks of two slots while the consumer follows and leaves
/// blocks behind it: all arrive, in order.
@JCStressTest
@Outcome(id = "5", expect = Expect.ACCEPTABLE, desc = "all, in order")
@Outcome(expect = Expect.FORBIDDEN, desc = "an item was lost, doubled or overtaken")
@State
public class BlockQueueConsumerStress {
  private final BlockQueue<Integer> queue = new BlockQueue<>(2);
  private int count;

  @Actor
  public void producer() {
    for (int i = 0; i < 5; i++) {
      queue.push(i);
    }
  }

  @Actor
  public void consumer() {
    for (int i = 0; i < 5; i++) {
      take();
    }
  }

  private boolean take() {
    Integer item = queue.pop();
    if (item == null) {
      return false;
    }
    count = item == count ? count + 1 : -100;
    return true;
  }

  @Arbiter
  public void end(I_Result r) {
    while (take()) {
      // the rest
    }
    r.r1 = count;
  }
}
