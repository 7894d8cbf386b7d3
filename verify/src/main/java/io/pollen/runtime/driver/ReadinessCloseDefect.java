package io.pollen.runtime.driver;

import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/// Seeded defect: who leaves last after a close closes the descriptor without claiming it, and so
/// closes it a second time when it entered after the close.
@JCStressTest
@Outcome(id = "1, false", expect = Expect.ACCEPTABLE, desc = "closed once, with nobody inside")
@Outcome(expect = Expect.FORBIDDEN, desc = "not closed, closed twice, or closed under a call")
@State
public class ReadinessCloseDefect {
  private static final long CLOSED = 1;
  private static final long USER = 2;

  private final AtomicLong state = new AtomicLong();
  private volatile int releasesByUser;
  private volatile int releasesByCloser;

  @Actor
  public void user() {
    state.getAndAdd(USER);
    if (state.getAndAdd(-USER) == CLOSED + USER) {
      releasesByUser = 1;
    }
  }

  @Actor
  public void closer() {
    if (state.getAndAdd(CLOSED) == 0) {
      releasesByCloser = 1;
    }
  }

  @Arbiter
  public void afterwards(IZ_Result r) {
    r.r1 = releasesByUser + releasesByCloser;
    r.r2 = false;
  }
}
