package io.pollen.verify.combine;

import io.pollen.verify.Gap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/// Seeded defect: a wake during a run leaves no mark.
@JCStressTest
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "driven to its end")
@Outcome(expect = Expect.FORBIDDEN, desc = "a wake during a run was lost")
@State
public class EagerBridgeDefect {
  private final AtomicBoolean running = new AtomicBoolean();
  private volatile boolean ready;
  private volatile boolean done;

  @Actor
  public void completing() {
    ready = true;
    run();
  }

  @Actor
  public void wakingForNothing() {
    run();
  }

  private void run() {
    if (running.compareAndSet(false, true)) {
      if (ready) {
        done = true;
      }
      Gap.pass();
      running.set(false);
    } else {
      Gap.pass();
    }
  }

  @Arbiter
  public void end(Z_Result r) {
    r.r1 = done;
  }
}
