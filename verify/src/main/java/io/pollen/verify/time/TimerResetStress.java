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
import org.openjdk.jcstress.infra.results.IIZ_Result;

/// A sleep is reset to a later deadline while another thread fires its first one. Fired first: the
/// owner was woken, polls, and the sleep waits again. Reset first: the waiter stays. Both ways it
/// fires at the new deadline.
@JCStressTest
@Outcome(
    id = {"0, 1, true", "1, 1, true"},
    expect = Expect.ACCEPTABLE,
    desc = "moved in time, or fired and armed again")
@Outcome(expect = Expect.FORBIDDEN, desc = "a deadline is lost")
@State
public class TimerResetStress {
  private final Timing timing = new Timing();
  private final Flag flag = new Flag();
  private final Context cx = timing.context(flag);
  private final Sleep sleep = Time.sleep(Duration.ofMillis(1));

  public TimerResetStress() {
    boolean ready = poll();
    assert !ready;
  }

  private boolean poll() {
    try {
      return sleep.poll(cx).isReady();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Actor
  public void owner() {
    sleep.reset(Duration.ofMillis(100));
  }

  @Actor
  public void wheel(IIZ_Result r) {
    r.r1 = timing.wheel.advance(Timing.MS);
  }

  @Arbiter
  public void end(IIZ_Result r) {
    if (flag.woken && poll()) {
      r.r2 = -1; // ready at its old deadline
      return;
    }
    r.r2 = timing.wheel.advance(100 * Timing.MS);
    r.r3 = flag.woken && poll();
  }
}
