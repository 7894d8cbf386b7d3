package io.pollen.runtime.scheduler;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Seeded defect: a push reads the top of the stack and stores the new one.
@JCStressTest
@Outcome(id = "11", expect = Expect.ACCEPTABLE, desc = "each task went to one of them, once")
@Outcome(expect = Expect.FORBIDDEN, desc = "a task was lost, or taken twice")
@State
public class InjectPushDefect {
  private static final class Link {
    final int weight;
    Link next;

    Link(int weight) {
      this.weight = weight;
    }
  }

  private volatile Link stack;

  private void push(Link link) {
    link.next = stack;
    stack = link;
  }

  @Actor
  public void one() {
    push(new Link(1));
  }

  @Actor
  public void two() {
    push(new Link(10));
  }

  @Arbiter
  public void afterwards(I_Result r) {
    for (Link link = stack; link != null; link = link.next) {
      r.r1 += link.weight;
    }
  }
}
