package io.pollen.runtime.scheduler;

import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Seeded defect: the taker reads the stack and empties it with a store.
@JCStressTest
@Outcome(id = "111", expect = Expect.ACCEPTABLE, desc = "each task went to one of them, once")
@Outcome(expect = Expect.FORBIDDEN, desc = "a task was lost, or taken twice")
@State
public class InjectTakeDefect {
  private static final class Link {
    final int weight;
    Link next;

    Link(int weight) {
      this.weight = weight;
    }
  }

  private final AtomicReference<Link> stack = new AtomicReference<>();
  private int taken;

  public InjectTakeDefect() {
    push(new Link(1));
    push(new Link(10));
  }

  private void push(Link link) {
    do {
      link.next = stack.get();
    } while (!stack.compareAndSet(link.next, link));
  }

  private void takeAll() {
    Link top = stack.get();
    stack.set(null);
    for (Link link = top; link != null; link = link.next) {
      taken += link.weight;
    }
  }

  @Actor
  public void pusher() {
    push(new Link(100));
  }

  @Actor
  public void taker() {
    takeAll();
  }

  @Arbiter
  public void afterwards(I_Result r) {
    takeAll();
    r.r1 = taken;
  }
}
