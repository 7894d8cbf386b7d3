package io.pollen.verify.sync;

import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.sync.Guard;
import io.pollen.sync.Mutex;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// A task asks for the lock while its holder writes and unlocks: it gets the lock and sees what was
/// written, or it is queued, woken and gets it then.
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "got it at once, and sees the value")
@Outcome(id = "2, 1", expect = Expect.ACCEPTABLE, desc = "queued, then handed over")
@Outcome(expect = Expect.FORBIDDEN, desc = "a lost wake-up, or an old value")
@State
public class MutexUnlockStress extends Waits {
  private final Mutex<Integer> mutex = new Mutex<>(0);
  private final Guard<Integer> held = mutex.tryLock().orElseThrow();
  private final Future<Guard<Integer>> lock = mutex.lock();

  @Actor
  public void holder() {
    held.set(1);
    held.close();
  }

  @Actor
  public void asking(II_Result r) {
    if (poll(lock) instanceof Poll.Ready<Guard<Integer>>(var guard)) {
      r.r1 = READY;
      r.r2 = guard.get();
    }
  }

  @Arbiter
  public void end(II_Result r) {
    if (r.r1 != READY && poll(lock) instanceof Poll.Ready<Guard<Integer>>(var guard)) {
      r.r1 = isWoken() ? WOKEN : LOST;
      r.r2 = guard.get();
    }
  }
}
