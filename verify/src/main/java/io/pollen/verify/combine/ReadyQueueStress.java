package io.pollen.verify.combine;

import io.pollen.Waker;
import io.pollen.combine.FutureSet;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Two children are woken at the same time: the owner finds both.
@JCStressTest
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "both children are found")
@Outcome(expect = Expect.FORBIDDEN, desc = "a child was lost")
@State
public class ReadyQueueStress {
  private final Leaf first = new Leaf();
  private final Leaf second = new Leaf();
  private final FutureSet<String> set = new FutureSet<>();

  public ReadyQueueStress() {
    set.add(first);
    set.add(second);
    Polls.once(set.next(), Waker.noop());
    Polls.once(set.next(), Waker.noop());
  }

  @Actor
  public void wakingTheFirst() {
    first.complete();
  }

  @Actor
  public void wakingTheSecond() {
    second.complete();
  }

  @Arbiter
  public void end(I_Result r) {
    for (int poll = 0; poll < 2; poll++) {
      if (Polls.once(set.next(), Waker.noop())) {
        r.r1++;
      }
    }
  }
}
