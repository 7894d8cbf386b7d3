package io.pollen.runtime.scheduler;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Seeded defect: a taker looks whether the list is locked, and locks it with a store.
@JCStressTest
@Outcome(id = "111", expect = Expect.ACCEPTABLE, desc = "each task went to one of them, once")
@Outcome(expect = Expect.FORBIDDEN, desc = "a task was lost, or taken twice")
@State
public class InjectTakersDefect {
  private static final class Link {
    final int weight;
    Link next;

    Link(int weight) {
      this.weight = weight;
    }
  }

  private final AtomicInteger sum = new AtomicInteger();
  private volatile int lock;
  private Link oldest = new Link(1);

  public InjectTakersDefect() {
    oldest.next = new Link(10);
    oldest.next.next = new Link(100);
  }

  private void takeOne() {
    if (lock != 0) {
      return;
    }
    lock = 1;
    Link first = oldest;
    if (first != null) {
      oldest = first.next;
      sum.addAndGet(first.weight);
    }
    lock = 0;
  }

  @Actor
  public void one() {
    takeOne();
  }

  @Actor
  public void two() {
    takeOne();
  }

  @Arbiter
  public void afterwards(I_Result r) {
    for (int i = 0; i < 3; i++) {
      takeOne();
    }
    r.r1 = sum.get();
  }
}
