package io.pollen.runtime.blocking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Drive;
import io.pollen.runtime.task.Failures;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.runtime.task.TaskCancelledException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BlockingPoolTest {
  private final AtomicInteger quiet = new AtomicInteger();
  private final BlockingPool pool = pool(Duration.ofSeconds(10));

  private BlockingPool pool(Duration keepAlive) {
    return new BlockingPool(
        2, keepAlive, Thread::new, new Failures((task, failure) -> {}), quiet::incrementAndGet);
  }

  @AfterEach
  void end() throws Exception {
    pool.close();
    pool.interruptAll();
    assertThat(pool.awaitEnd(Duration.ofSeconds(10))).isTrue();
  }

  /// Two calls fill the pool, and a third one waits.
  private CountDownLatch fillAndQueueOne() throws Exception {
    CountDownLatch begun = new CountDownLatch(2);
    CountDownLatch release = new CountDownLatch(1);
    for (int i = 0; i < 3; i++) {
      pool.submit(() -> {
        begun.countDown();
        release.await();
        return null;
      });
    }
    begun.await();
    return release;
  }

  @Test
  void callsThatWaitForLongBehindBusyThreadsAreToldOfOnce() throws Exception {
    Semaphore told = new Semaphore(0);
    pool.watchForSaturation(Duration.ofMillis(20), full -> told.release());
    CountDownLatch release = fillAndQueueOne();
    told.acquire();
    JoinHandle<Integer> more = pool.submit(() -> 1);
    assertThat(pool.toString()).contains("2 running", "2 queued");
    release.countDown();
    assertThat(Drive.drive(more)).isEqualTo(1);
    CountDownLatch again = fillAndQueueOne();
    assertThat(told.tryAcquire(60, TimeUnit.MILLISECONDS)).isFalse();
    again.countDown();
  }

  @Test
  void callsThatWaitShortlyAreNotToldOf() throws Exception {
    Semaphore told = new Semaphore(0);
    pool.watchForSaturation(Duration.ofSeconds(20), full -> told.release());
    CountDownLatch release = fillAndQueueOne();
    release.countDown();
    assertThat(Drive.drive(pool.submit(() -> 2))).isEqualTo(2);
    assertThat(told.tryAcquire()).isFalse();
  }

  @Test
  void callsRunAtOnceUpToTheLimitAndThenInOrder() throws Exception {
    CountDownLatch begun = new CountDownLatch(2);
    CountDownLatch release = new CountDownLatch(1);
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 2; i++) {
      pool.submit(() -> {
        begun.countDown();
        release.await();
        return null;
      });
    }
    begun.await();
    List<JoinHandle<Boolean>> handles = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int number = i;
      handles.add(pool.submit(() -> order.add(number)));
    }
    assertThat(pool.threads()).isEqualTo(2);
    assertThat(order).isEmpty();
    release.countDown();
    for (JoinHandle<Boolean> handle : handles) {
      assertThat(Drive.drive(handle)).isTrue();
    }
    assertThat(order).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
  }

  /// A virtual clock would jump in between.
  @Test
  void thePoolIsNotQuietWhileACallPassesFromTheQueueToItsThread() throws Exception {
    for (int i = 0; i < 20_000; i++) {
      CountDownLatch release = new CountDownLatch(1);
      AtomicBoolean begun = new AtomicBoolean();
      JoinHandle<Void> handle =
          pool.submit(() -> {
            begun.set(true);
            release.await();
            return null;
          });
      boolean wasQuiet = false;
      while (!begun.get()) {
        wasQuiet |= pool.isQuiet();
      }
      release.countDown();
      Drive.drive(handle);
      assertThat(wasQuiet).as("round %d", i).isFalse();
    }
  }

  @Test
  void aCallWhoseThreadCannotBeStartedIsRefusedAndDoesNotRunLater() throws Exception {
    AtomicBoolean full = new AtomicBoolean(true);
    AtomicInteger ran = new AtomicInteger();
    BlockingPool starved =
        new BlockingPool(
            2,
            Duration.ofSeconds(10),
            body -> {
              if (full.get()) {
                throw new InternalError("no thread left");
              }
              return new Thread(body);
            },
            new Failures((task, failure) -> {}),
            () -> {});
    assertThatThrownBy(() -> starved.submit(ran::incrementAndGet))
        .isInstanceOf(InternalError.class);
    assertThat(starved.isQuiet()).isTrue();
    full.set(false);
    assertThat(Drive.drive(starved.submit(() -> "later"))).isEqualTo("later");
    assertThat(ran).hasValue(0);
    starved.close();
    assertThat(starved.awaitEnd(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void aCallWhoseThreadCannotBeStartedWaitsForAnotherOne() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger threads = new AtomicInteger();
    BlockingPool small =
        new BlockingPool(
            2,
            Duration.ofSeconds(10),
            body -> {
              if (threads.incrementAndGet() > 1) {
                throw new InternalError("no thread left");
              }
              return new Thread(body);
            },
            new Failures((task, failure) -> {}),
            () -> {});
    JoinHandle<Void> first =
        small.submit(() -> {
          release.await();
          return null;
        });
    JoinHandle<String> second = small.submit(() -> "second");
    release.countDown();
    assertThat(Drive.drive(second)).isEqualTo("second");
    Drive.drive(first);
    small.close();
    assertThat(small.awaitEnd(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void abortInterruptsARunningCallAndNoOther() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    JoinHandle<String> handle =
        pool.submit(() -> {
          begun.countDown();
          try {
            new CountDownLatch(1).await();
            return "returned";
          } catch (InterruptedException e) {
            return "interrupted";
          }
        });
    begun.await();
    handle.abort();
    assertThat(Drive.drive(handle)).isEqualTo("interrupted");
    JoinHandle<Boolean> next = pool.submit(() -> Thread.currentThread().isInterrupted());
    assertThat(Drive.drive(next)).isFalse();
  }

  @Test
  void aCallThatItsAbortInterruptsIsCancelledAndNotFailed() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    JoinHandle<Void> handle =
        pool.submit(() -> {
          begun.countDown();
          new CountDownLatch(1).await();
          return null;
        });
    begun.await();
    handle.abort();
    assertThatThrownBy(() -> Drive.drive(handle)).isInstanceOf(TaskCancelledException.class);
  }

  @Test
  void anInterruptionThatNobodyAskedForIsAFailure() {
    JoinHandle<Void> handle =
        pool.submit(() -> {
          throw new InterruptedException("of its own");
        });
    assertThatThrownBy(() -> Drive.drive(handle)).isInstanceOf(InterruptedException.class);
  }

  @Test
  void abortOfAQueuedCallDropsIt() throws Exception {
    CountDownLatch begun = new CountDownLatch(2);
    CountDownLatch release = new CountDownLatch(1);
    for (int i = 0; i < 2; i++) {
      pool.submit(() -> {
        begun.countDown();
        release.await();
        return null;
      });
    }
    begun.await();
    AtomicInteger runs = new AtomicInteger();
    JoinHandle<Integer> queued = pool.submit(runs::incrementAndGet);
    queued.abort();
    release.countDown();
    assertThatThrownBy(() -> Drive.drive(queued)).isInstanceOf(TaskCancelledException.class);
    assertThat(runs).hasValue(0);
  }

  @Test
  void anIdleThreadEndsAfterItsKeepAlive() throws Exception {
    BlockingPool shortLived = pool(Duration.ofMillis(1));
    assertThat(Drive.drive(shortLived.submit(() -> 1))).isEqualTo(1);
    assertThat(shortLived.awaitEnd(Duration.ofSeconds(10))).isTrue();
    assertThat(Drive.drive(shortLived.submit(() -> 2))).isEqualTo(2);
    shortLived.close();
    assertThat(shortLived.awaitEnd(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void aClosedPoolAnswersThatTheCallWasCancelled() {
    pool.close();
    assertThatThrownBy(() -> Drive.drive(pool.submit(() -> 1)))
        .isInstanceOf(TaskCancelledException.class);
    assertThat(pool.isQuiet()).isTrue();
  }

  @Test
  void mandatoryCallsAreCarriedThroughWhenThePoolEnds() throws Exception {
    CountDownLatch begun = new CountDownLatch(2);
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger refused = new AtomicInteger();
    List<JoinHandle<Boolean>> mandatory = new ArrayList<>();
    for (int i = 0; i < 3; i++) { // two run, one waits
      mandatory.add(
          pool.submitMandatory(
              () -> {
                begun.countDown();
                release.await();
                return Thread.currentThread().isInterrupted();
              },
              refused::incrementAndGet));
    }
    begun.await();
    JoinHandle<Boolean> other = pool.submit(() -> true);
    pool.close();
    pool.interruptAll();
    assertThatThrownBy(() -> Drive.drive(other)).isInstanceOf(TaskCancelledException.class);
    release.countDown();
    for (JoinHandle<Boolean> call : mandatory) {
      assertThat(Drive.drive(call)).isFalse();
    }
    assertThat(refused).hasValue(0);
  }

  @Test
  void aClosedPoolRefusesAMandatoryCallAndTellsIt() {
    pool.close();
    AtomicInteger refused = new AtomicInteger();
    JoinHandle<Integer> call = pool.submitMandatory(() -> 1, refused::incrementAndGet);
    assertThat(refused).hasValue(1);
    assertThatThrownBy(() -> Drive.drive(call)).isInstanceOf(TaskCancelledException.class);
  }

  @Test
  void theLastCallTellsThatThePoolIsQuiet() throws Exception {
    assertThat(Drive.drive(pool.submit(() -> 1))).isEqualTo(1);
    pool.close();
    assertThat(pool.awaitEnd(Duration.ofSeconds(10))).isTrue();
    assertThat(quiet).hasValue(1);
  }
}
