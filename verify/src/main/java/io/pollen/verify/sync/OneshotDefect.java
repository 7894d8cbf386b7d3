package io.pollen.verify.sync;

import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// Seeded defect: value and waker in two variables, stored by release and looked at by acquire.
@JCStressTest
@Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "a lost wake-up")
@Outcome(expect = Expect.ACCEPTABLE, desc = "received or woken")
@State
public class OneshotDefect {
  private final AtomicReference<String> value = new AtomicReference<>();
  private final AtomicReference<Object> waker = new AtomicReference<>();

  @Actor
  public void receiver(ZZ_Result r) {
    waker.setRelease(this);
    r.r1 = value.getAcquire() != null;
  }

  @Actor
  public void sender(ZZ_Result r) {
    value.setRelease("value");
    r.r2 = waker.getAcquire() != null;
  }
}
