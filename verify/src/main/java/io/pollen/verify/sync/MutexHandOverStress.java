package io.pollen.verify.sync;

import io.pollen.Future;
import io.pollen.sync.Guard;
import io.pollen.sync.Mutex;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/// The first of two waiters is dropped while the holder unlocks: the lock goes to the second, which
/// is woken, once.
@JCStressTest
@Outcome(id = "2, false", expect = Expect.ACCEPTABLE, desc = "the second is woken and has it alone")
@Outcome(expect = Expect.FORBIDDEN, desc = "the lock was lost, or given out twice")
@State
public class MutexHandOverStress extends Waits {
  private final Mutex<Integer> mutex = new Mutex<>(0);
  private final Guard<Integer> held = mutex.tryLock().orElseThrow();
  private final Future<Guard<Integer>> first = mutex.lock();
  private final Future<Guard<Integer>> second = mutex.lock();

  /// With both in the queue.
  public MutexHandOverStress() {
    pollIgnored(first);
    pollFirst(second);
  }

  @Actor
  public void holder() {
    held.close();
  }

  @Actor
  public void dropper() {
    first.drop();
  }

  @Arbiter
  public void end(IZ_Result r) {
    r.r1 = verdict(second);
    r.r2 = mutex.tryLock().isPresent();
  }
}
