package io.pollen.runtime.scheduler;

import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Seeded defect: the push looks for the end in a flag of its own, before it pushes.
@JCStressTest
@Outcome(id = "11", expect = Expect.ACCEPTABLE, desc = "each task went to one of them, once")
@Outcome(expect = Expect.FORBIDDEN, desc = "a task was lost, or taken twice")
@State
public class InjectCloseDefect {
  private static final class Link {
    final int weight;
    Link next;

    Link(int weight) {
      this.weight = weight;
    }
  }

  private final AtomicReference<Link> stack = new AtomicReference<>(new Link(1));
  private volatile boolean closed;
  private int kept;
  private int taken;

  @Actor
  public void pusher() {
    Link link = new Link(10);
    if (closed) {
      kept = link.weight;
      return;
    }
    do {
      link.next = stack.get();
    } while (!stack.compareAndSet(link.next, link));
  }

  @Actor
  public void closer() {
    closed = true;
    for (Link link = stack.getAndSet(null); link != null; link = link.next) {
      taken += link.weight;
    }
  }

  @Arbiter
  public void afterwards(I_Result r) {
    r.r1 = kept + taken;
  }
}
