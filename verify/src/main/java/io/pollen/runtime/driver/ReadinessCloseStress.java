package io.pollen.runtime.driver;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/// A close while a thread is in a call: the descriptor is closed exactly once, and never while the
/// call that began before is inside.
@JCStressTest
@Outcome(id = "1, false", expect = Expect.ACCEPTABLE, desc = "closed once, with nobody inside")
@Outcome(expect = Expect.FORBIDDEN, desc = "not closed, closed twice, or closed under a call")
@State
public class ReadinessCloseStress {
  private final Readiness readiness = new Readiness(0);
  private volatile int releasesByUser;
  private volatile int releasesByCloser;
  private boolean usedAfterRelease;

  @Actor
  public void user() {
    boolean open = (readiness.enter() & Readiness.CLOSED) == 0;
    if (open && releasesByCloser > 0) {
      usedAfterRelease = true;
    }
    if (readiness.leave()) {
      releasesByUser = 1;
    }
  }

  @Actor
  public void closer() {
    if (readiness.close(new WakeBatch()) == Readiness.Closing.NOW) {
      releasesByCloser = 1;
    }
  }

  @Arbiter
  public void afterwards(IZ_Result r) {
    r.r1 = releasesByUser + releasesByCloser;
    r.r2 = usedAfterRelease;
  }
}
