package io.pollen.verify.time;

import io.pollen.runtime.driver.TimerWheel;
import io.pollen.time.Sleep;
import io.pollen.time.Time;
import io.pollen.verify.time.Timing.Flag;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// A foreign thread arms a timer while the owner parks. The owner publishes that it parks and reads
/// the deadline once more; the wheel publishes the deadline and runs the hook, which looks whether
/// the owner parks. At least one must see the other.
@JCStressTest
@Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "parked past the deadline")
@Outcome(expect = Expect.ACCEPTABLE, desc = "seen by one side at least")
@State
public class TimerParkStress {
  private final Timing timing = new Timing();
  private final Sleep sleep = Time.sleep(Duration.ofMillis(1));
  private volatile boolean parked;
  private boolean unparked;
  private final TimerWheel wheel = new TimerWheel(() -> 0, () -> unparked = parked);

  @Actor
  public void inserter(ZZ_Result r) {
    try {
      boolean ready = sleep.poll(timing.context(new Flag(), wheel)).isReady();
      assert !ready;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    r.r1 = unparked;
  }

  @Actor
  public void parker(ZZ_Result r) {
    parked = true;
    r.r2 = wheel.nextDeadline() != Long.MAX_VALUE;
  }
}
