package io.pollen.runtime.scheduler;

import io.pollen.runtime.driver.Driver;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// A worker that is about to sleep in its driver is told to get up: it does not sleep, or the
/// driver is woken. A wakeup of a driver counts also when it comes before the poll. A program must
/// not block: the poll leaves the worker as it is in its sleep by an exception.
@JCStressTest
@Outcome(id = "true, false", expect = Expect.FORBIDDEN, desc = "it sleeps in the driver for ever")
@Outcome(expect = Expect.ACCEPTABLE, desc = "it did not sleep, or the driver was woken")
@State
public class ParkerStress {
  private static final class Asleep extends RuntimeException {
    private static final long serialVersionUID = 1;
    static final Asleep INSTANCE = new Asleep();

    private Asleep() {
      super(null, null, false, false);
    }
  }

  private final Parker parker;
  private volatile boolean woken;

  private final class Bed implements Driver {
    @Override
    public int poll(long timeoutNanos) {
      throw Asleep.INSTANCE;
    }

    @Override
    public int tryPoll() {
      return 0;
    }

    @Override
    public void wakeup() {
      woken = true;
    }

    @Override
    public int registered() {
      return 1;
    }

    @Override
    public void close() {}
  }

  public ParkerStress() {
    Driver bed = new Bed();
    Events events = new Events(() -> 0, null, new DriverShare(() -> bed, 1));
    events.share().driver();
    parker = new Parker(events);
  }

  @Actor
  public void worker(ZZ_Result r) {
    try {
      parker.park(-1);
    } catch (Asleep asleep) {
      r.r1 = true;
    }
  }

  @Actor
  public void other() {
    parker.unpark();
  }

  @Arbiter
  public void afterwards(ZZ_Result r) {
    r.r2 = woken;
  }
}
