package io.pollen.runtime.driver;

import java.net.StandardProtocolFamily;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// A send completes while the writer, on another thread, finds that it has to wait for it: it is
/// woken, or it sees that none is in flight any more. (The bytes themselves are handed over under
/// the gate of the driver: the waker and the request are what the two share without it.)
@JCStressTest
@Outcome(id = "true, false", expect = Expect.FORBIDDEN, desc = "it waits, and nobody wakes it")
@Outcome(expect = Expect.ACCEPTABLE, desc = "woken, or not waiting")
@State
public class OutboxStress {
  // Only what is done under the gate needs a driver.
  private final Outbox outbox =
      new Outbox(new EpollSocket(-1, StandardProtocolFamily.INET, 0), null, null);
  private volatile boolean woken;

  public OutboxStress() {
    outbox.begins();
  }

  @Actor
  public void writer(ZZ_Result r) {
    r.r1 = outbox.park(() -> woken = true);
  }

  @Actor
  public void driver() {
    WakeBatch wakes = new WakeBatch();
    outbox.idles();
    outbox.wake(wakes);
    wakes.wakeAll();
  }

  @Arbiter
  public void afterwards(ZZ_Result r) {
    r.r2 = woken;
  }
}
