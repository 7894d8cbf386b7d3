package io.pollen.verify.time;

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
import org.openjdk.jcstress.infra.results.IZJ_Result;

/// A sleep is dropped while another thread fires it and its neighbour of the same millisecond: it
/// is counted and woken, or neither; the neighbour always fires, and the wheel is empty afterwards.
@JCStressTest
@Outcome(
    id = {"1, false, 9223372036854775807", "2, true, 9223372036854775807"},
    expect = Expect.ACCEPTABLE,
    desc = "dropped in time, or fired")
@Outcome(expect = Expect.FORBIDDEN, desc = "they disagree, or the list is broken")
@State
public class TimerDropStress {
  private final Timing timing = new Timing();
  private final Flag flag = new Flag();
  private final Sleep sleep = Time.sleep(Duration.ofMillis(1));
  private final Sleep neighbour = Time.sleep(Duration.ofMillis(1));

  public TimerDropStress() {
    try {
      boolean ready =
          sleep.poll(timing.context(flag)).isReady()
              || neighbour.poll(timing.context(new Flag())).isReady();
      assert !ready;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Actor
  public void owner() {
    sleep.drop();
  }

  @Actor
  public void wheel(IZJ_Result r) {
    r.r1 = timing.wheel.advance(Timing.MS);
  }

  @Arbiter
  public void end(IZJ_Result r) {
    r.r2 = flag.woken;
    r.r3 = timing.wheel.nextDeadline();
  }
}
