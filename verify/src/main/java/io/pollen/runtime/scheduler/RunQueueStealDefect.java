package io.pollen.runtime.scheduler;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Seeded defect: the owner, who is the only one to pop, moves the head with a store.
@JCStressTest
@Outcome(id = "11", expect = Expect.ACCEPTABLE, desc = "each task went to one of them, once")
@Outcome(expect = Expect.FORBIDDEN, desc = "a task was lost, or taken twice")
@State
public class RunQueueStealDefect {
  private final String[] slots = {"0", "1"};
  private final AtomicInteger head = new AtomicInteger();
  private final AtomicInteger sum = new AtomicInteger();

  private boolean pop() {
    int position = head.get();
    if (position == 2) {
      return false;
    }
    took(position);
    head.set(position + 1);
    return true;
  }

  private void took(int position) {
    sum.addAndGet(slots[position].equals("0") ? 1 : 10);
  }

  @Actor
  public void owner() {
    pop();
    pop();
  }

  @Actor
  public void thief() {
    int position = head.get();
    if (position < 2 && head.compareAndSet(position, position + 1)) {
      took(position);
    }
  }

  @Arbiter
  public void afterwards(I_Result r) {
    while (pop()) {}
    r.r1 = sum.get();
  }
}
