package io.pollen.runtime.scheduler;

import io.pollen.verify.Gap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Seeded defect: the thief claims a position first and reads the slot then.
@JCStressTest
@Outcome(id = "111", expect = Expect.ACCEPTABLE, desc = "each task went to one of them, once")
@Outcome(expect = Expect.FORBIDDEN, desc = "a task was lost, or taken twice")
@State
public class RunQueueWrapDefect {
  private final AtomicReferenceArray<String> slots = new AtomicReferenceArray<>(2);
  private final AtomicInteger head = new AtomicInteger();
  private volatile int tail = 2;
  private final AtomicInteger sum = new AtomicInteger();

  public RunQueueWrapDefect() {
    slots.set(0, "0");
    slots.set(1, "1");
  }

  private int claim() {
    while (true) {
      int position = head.get();
      if (position == tail) {
        return -1;
      }
      if (head.compareAndSet(position, position + 1)) {
        return position;
      }
    }
  }

  private void take(int position) {
    String task = slots.get(position & 1);
    sum.addAndGet(task.equals("0") ? 1 : task.equals("1") ? 10 : 100);
  }

  @Actor
  public void owner() {
    Gap.half();
    take(claim());
    slots.set(tail & 1, "2");
    tail++;
    Gap.half();
  }

  @Actor
  public void thief() {
    int position = claim();
    Gap.pass();
    take(position);
  }

  @Arbiter
  public void afterwards(I_Result r) {
    for (int position = claim(); position >= 0; position = claim()) {
      take(position);
    }
    r.r1 = sum.get();
  }
}
