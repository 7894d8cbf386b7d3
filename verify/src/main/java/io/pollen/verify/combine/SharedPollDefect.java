package io.pollen.verify.combine;

import io.pollen.verify.Gap;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// Seeded defect: the poller collects whom to wake before it gives up the right to poll.
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "both have it, or are woken")
@Outcome(expect = Expect.FORBIDDEN, desc = "a handle waits for ever")
@State
public class SharedPollDefect {
  private static final int IDLE = 0;
  private static final int POLLING = 1;
  private static final int DONE = 2;

  private final AtomicInteger phase = new AtomicInteger();
  private volatile boolean firstWaits;
  private volatile boolean secondWaits;
  private volatile boolean firstWoken;
  private volatile boolean secondWoken;

  @Actor
  public void one(ZZ_Result r) {
    firstWaits = true;
    r.r1 = poll();
  }

  @Actor
  public void two(ZZ_Result r) {
    secondWaits = true;
    r.r2 = poll();
  }

  private boolean poll() {
    if (!phase.compareAndSet(IDLE, POLLING)) {
      boolean done = phase.get() == DONE;
      Gap.pass();
      return done;
    }
    boolean wakeFirst = firstWaits;
    boolean wakeSecond = secondWaits;
    Gap.pass();
    phase.set(DONE);
    firstWoken = wakeFirst;
    secondWoken = wakeSecond;
    return true;
  }

  @Arbiter
  public void end(ZZ_Result r) {
    r.r1 |= firstWoken;
    r.r2 |= secondWoken;
  }
}
