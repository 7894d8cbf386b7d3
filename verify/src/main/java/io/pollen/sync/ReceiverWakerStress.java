package io.pollen.sync;

import io.pollen.Async;
import io.pollen.Future;
import io.pollen.Waker;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// The receiver stores its waker and looks then; the sender stores its item and wakes then.
@JCStressTest
@Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "a lost wake-up")
@Outcome(expect = Expect.ACCEPTABLE, desc = "seen, or woken")
@State
public class ReceiverWakerStress implements Waker {
  private static final Future<?> WAIT = Async.pending();

  private final ReceiverWaker receiver = new ReceiverWaker();
  private volatile boolean item;
  private boolean woken;

  @Override
  public void wake() {
    woken = true;
  }

  @Actor
  public void receiver(ZZ_Result r) {
    receiver.store(WAIT, this);
    r.r1 = item;
  }

  @Actor
  public void sender() {
    item = true;
    receiver.wake();
  }

  @Arbiter
  public void end(ZZ_Result r) {
    r.r2 = woken;
  }
}
