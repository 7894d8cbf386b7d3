package io.pollen.verify.combine;

import io.pollen.verify.Gap;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Seeded defect: push by a load and a store in place of a compare-and-set.
@JCStressTest
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "both children are found")
@Outcome(expect = Expect.FORBIDDEN, desc = "a child was lost")
@State
public class ReadyQueueDefect {
  private record Node(@Nullable Node next) {}

  private volatile @Nullable Node head;

  @Actor
  public void wakingTheFirst() {
    push();
  }

  @Actor
  public void wakingTheSecond() {
    push();
  }

  private void push() {
    Node pushed = new Node(head);
    Gap.pass();
    head = pushed;
  }

  @Arbiter
  public void end(I_Result r) {
    for (Node node = head; node != null; node = node.next()) {
      r.r1++;
    }
  }
}
