package io.pollen.verify.time;

import io.pollen.Context;
import io.pollen.time.Sleep;
import io.pollen.time.Time;
import io.pollen.verify.time.Timing.Flag;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// A sleep is polled with a new waker while another thread fires it: the poll says ready, or the
/// new waker is called.
@JCStressTest
@Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "pending, and the waker is lost")
@Outcome(expect = Expect.ACCEPTABLE, desc = "ready, or woken")
@State
public class TimerRepollStress {
  private final Timing timing = new Timing();
  private final Flag latest = new Flag();
  private final Context second = timing.context(latest);
  private final Sleep sleep = Time.sleep(Duration.ofMillis(1));

  public TimerRepollStress() {
    boolean ready = poll(timing.context(new Flag()));
    assert !ready;
  }

  private boolean poll(Context cx) {
    try {
      return sleep.poll(cx).isReady();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Actor
  public void owner(ZZ_Result r) {
    r.r1 = poll(second);
  }

  @Actor
  public void wheel() {
    timing.wheel.advance(Timing.MS);
  }

  @Arbiter
  public void end(ZZ_Result r) {
    r.r2 = latest.woken;
  }
}
