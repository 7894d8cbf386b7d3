package io.pollen.verify.combine;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.combine.Shared;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Both handles of a shared future are dropped at the same time: the last one drops it, once.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "dropped once")
@Outcome(expect = Expect.FORBIDDEN, desc = "never dropped, or twice")
@State
public class SharedLeaveStress {
  private final AtomicInteger drops = new AtomicInteger();
  private final Shared<String> first = new Dropping(drops).shared();
  private final Shared<String> second = first.copy();

  private record Dropping(AtomicInteger drops) implements Future<String> {
    @Override
    public Poll<String> poll(Context cx) {
      return Poll.pending();
    }

    @Override
    public void drop() {
      drops.incrementAndGet();
    }
  }

  @Actor
  public void one() {
    first.drop();
  }

  @Actor
  public void two() {
    second.drop();
  }

  @Arbiter
  public void end(I_Result r) {
    r.r1 = drops.get();
  }
}
