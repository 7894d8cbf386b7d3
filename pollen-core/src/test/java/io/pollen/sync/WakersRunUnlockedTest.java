package io.pollen.sync;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// A waker that uses the same primitive from another thread would wait for ever if it were called
/// under the lock.
class WakersRunUnlockedTest {
  private final Probe probe = new Probe();
  private final AtomicInteger done = new AtomicInteger();

  @Test
  void releaseCallsWakersWithoutTheLock() {
    Semaphore semaphore = new Semaphore(0);
    var request = semaphore.acquire();
    check(request, () -> queueAndDrop(semaphore.acquire(5)), () -> semaphore.addPermits(1));
  }

  @Test
  void closeCallsWakersWithoutTheLock() {
    Semaphore semaphore = new Semaphore(0);
    check(semaphore.acquire(), semaphore::close, semaphore::close);
  }

  @Test
  void aDropCallsWakersWithoutTheLock() {
    Semaphore semaphore = new Semaphore(1);
    Future<Permit> large = semaphore.acquire(2);
    new Probe().pending(large);
    check(semaphore.acquire(), () -> queueAndDrop(semaphore.acquire(5)), large::drop);
  }

  @Test
  void notifyOneCallsWakersWithoutTheLock() {
    Notify notify = new Notify();
    check(notify.notified(), () -> queueAndDrop(notify.notified()), notify::notifyOne);
  }

  @Test
  void notifyWaitersCallsWakersWithoutTheLock() {
    Notify notify = new Notify();
    check(notify.notified(), () -> queueAndDrop(notify.notified()), notify::notifyWaiters);
  }

  @Test
  void cancelCallsWakersWithoutTheLock() {
    CancellationToken token = new CancellationToken();
    check(token.cancelled(), () -> token.child().cancelled().drop(), token::cancel);
  }

  private void check(Future<?> waiting, Runnable needsTheLock, Runnable wakes) {
    probe.pending(waiting);
    probe.onWake =
        () -> {
          Thread other =
              Thread.ofPlatform()
                  .daemon()
                  .start(() -> {
                    needsTheLock.run();
                    done.incrementAndGet();
                  });
          try {
            assertThat(other.join(ofSeconds(10))).as("the other thread got the lock").isTrue();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        };
    wakes.run();
    assertThat(probe.wakes()).isEqualTo(1);
    assertThat(done).hasValue(1);
  }

  private static void queueAndDrop(Future<?> future) {
    new Probe().pending(future);
    future.drop();
  }
}
