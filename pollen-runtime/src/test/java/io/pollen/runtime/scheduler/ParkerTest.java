package io.pollen.runtime.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.runtime.driver.Driver;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Beds of workers that share a driver. A park here has no limit: one that nothing ends is a
/// timeout of the test.
@Timeout(30)
class ParkerTest {
  private final CountDownLatch refused = new CountDownLatch(1);
  private Runnable inWait = () -> {};
  private int answer;
  private int ends;

  private final Parker parker = new Parker(events(new Taken()), true);

  private static Events events(Driver driver) {
    DriverShare share = new DriverShare(() -> driver, 2);
    share.driver();
    return new Events(() -> 0, null, share);
  }

  /// Somebody else waits there, or has just left.
  private final class Taken implements Driver {
    @Override
    public int poll(long timeoutNanos) {
      throw new AssertionError("it has no owner");
    }

    @Override
    public int tryWait(long timeoutNanos, BooleanSupplier mayWait) {
      inWait.run();
      refused.countDown();
      return answer;
    }

    @Override
    public int tryPoll() {
      return 0;
    }

    @Override
    public void endTryWait() {
      ends++;
    }

    @Override
    public void wakeup() {
      throw new AssertionError("it has no owner");
    }

    @Override
    public int registered() {
      return 1;
    }

    @Override
    public void close() {}
  }

  @Test
  void whoIsRefusedSleepsElsewhereAndIsWokenThere() throws Exception {
    answer = -1;
    Thread sleeper = Thread.ofPlatform().daemon().start(() -> parker.park(-1));
    refused.await();
    while (sleeper.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    parker.unpark();
    sleeper.join();
    assertThat(ends).as("whoever waits in the driver is left alone").isZero();
  }

  /// The order to get up comes while it still believes that it sleeps in the driver.
  @Test
  void whoIsToldBeforeItIsRefusedDoesNotSleep() throws Exception {
    answer = -1;
    Thread other = Thread.ofPlatform().unstarted(parker::unpark);
    inWait =
        () -> {
          other.start();
          join(other);
        };
    parker.park(-1);
    assertThat(ends).isOne();
  }

  @Test
  void whoHasWaitedInTheDriverDoesNotSleepAgain() {
    answer = 3;
    parker.park(-1);
    assertThat(refused.getCount()).isZero();
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
