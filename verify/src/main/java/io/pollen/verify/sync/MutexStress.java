package io.pollen.verify.sync;

import io.pollen.sync.Guard;
import io.pollen.sync.Mutex;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Two tasks try for the lock and count in a plain variable.
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "one got it, the other did not wait")
@Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "both, one after the other")
@Outcome(expect = Expect.FORBIDDEN, desc = "both at once, or a count was lost")
@State
public class MutexStress {
  private final Mutex<Integer> mutex = new Mutex<>(0);
  private boolean one;
  private boolean two;

  @Actor
  public void first() {
    one = count();
  }

  @Actor
  public void second() {
    two = count();
  }

  private boolean count() {
    var guard = mutex.tryLock();
    guard.ifPresent(MutexStress::increment);
    return guard.isPresent();
  }

  private static void increment(Guard<Integer> guard) {
    try (guard) {
      guard.set(guard.get() + 1);
    }
  }

  @Arbiter
  public void end(II_Result r) {
    r.r1 = (one ? 1 : 0) + (two ? 1 : 0);
    r.r2 = mutex.tryLock().map(Guard::get).orElse(-1);
  }
}
