package io.pollen.verify.combine;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.Waker;
import io.pollen.combine.FutureSet;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/// A child that is queued already is woken once more while its set is polled: its poll sees what
/// was written before that wake, or the task is woken for another one.
@JCStressTest
@Outcome(id = "0, false", expect = Expect.FORBIDDEN, desc = "what was written is never seen")
@Outcome(expect = Expect.ACCEPTABLE, desc = "seen, or woken")
@State
public class ChildWakeStress implements Future<String> {
  private final FutureSet<String> set = new FutureSet<>();
  private final Future<String> next = set.next();
  private Waker child = Waker.noop();
  private int written;
  private int seen;
  private volatile boolean woken;

  /// With the child in the queue, and another one that is not: a poll of all children would make
  /// the set give way and wake its task in any case.
  public ChildWakeStress() {
    set.add(cx -> Poll.pending());
    set.add(this);
    Polls.once(next, Waker.noop());
    Polls.once(next, Waker.noop());
    child.wake();
  }

  @Override
  public Poll<String> poll(Context cx) {
    seen = written;
    if (child == Waker.noop()) {
      child = cx.waker();
    }
    return Poll.pending();
  }

  @Actor
  public void polling() {
    Polls.once(next, () -> woken = true);
  }

  @Actor
  public void waking() {
    written = 1;
    child.wake();
  }

  @Arbiter
  public void end(IZ_Result r) {
    r.r1 = seen;
    r.r2 = woken;
  }
}
