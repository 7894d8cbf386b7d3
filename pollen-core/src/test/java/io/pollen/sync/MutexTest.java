package io.pollen.sync;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MutexTest {
  private final Probe first = new Probe();
  private final Probe second = new Probe();
  private final Mutex<Integer> mutex = new Mutex<>(1);

  @Test
  void theGuardGetsAndSetsTheValue() {
    try (Guard<Integer> guard = first.ready(mutex.lock())) {
      guard.set(guard.get() + 1);
    }
    try (Guard<Integer> guard = mutex.tryLock().orElseThrow()) {
      assertThat(guard.get()).isEqualTo(2);
    }
  }

  @Test
  void unlockingHandsTheLockToTheFirstWaiter() {
    Guard<Integer> held = first.ready(mutex.lock());
    var waiting = mutex.lock();
    second.pending(waiting);
    held.set(7);
    held.close();
    assertThat(second.wakes()).isEqualTo(1);
    assertThat(mutex.tryLock()).isEmpty();
    assertThat(mutex.isLocked()).isTrue();
    try (Guard<Integer> guard = second.ready(waiting)) {
      assertThat(guard.get()).isEqualTo(7);
    }
    assertThat(mutex.isLocked()).isFalse();
  }

  @Test
  void aLockHandedToADroppedFutureGoesToTheNext() {
    Guard<Integer> held = first.ready(mutex.lock());
    var one = mutex.lock();
    var two = mutex.lock();
    first.pending(one);
    second.pending(two);
    held.close();
    one.drop();
    assertThat(second.wakes()).isEqualTo(1);
    second.ready(two).close();
    assertThat(mutex.isLocked()).isFalse();
  }

  @Test
  void aClosedGuardIsOfNoUse() {
    Guard<Integer> guard = first.ready(mutex.lock());
    guard.close();
    guard.close();
    assertThatIllegalStateException().isThrownBy(guard::get);
    assertThatIllegalStateException().isThrownBy(() -> guard.set(1));
    assertThat(mutex.tryLock()).isPresent();
    assertThat(mutex.tryLock()).as("closing twice unlocked once").isEmpty();
  }

  @Test
  void threadsThatBlockForTheLockExcludeEachOther() {
    assertTimeoutPreemptively(
        ofSeconds(20),
        () -> {
          List<Thread> threads = new ArrayList<>();
          for (int i = 0; i < 4; i++) {
            threads.add(
                Thread.ofPlatform()
                    .start(() -> {
                      for (int n = 0; n < 2_000; n++) {
                        try (Guard<Integer> guard = mutex.lockBlocking()) {
                          guard.set(guard.get() + 1);
                        } catch (InterruptedException e) {
                          return;
                        }
                      }
                    }));
          }
          for (Thread thread : threads) {
            thread.join();
          }
          assertThat(mutex.tryLock().orElseThrow().get()).isEqualTo(8_001);
        });
  }

  @Test
  void anInterruptedThreadGetsNoLockAndLeavesTheQueue() {
    Guard<Integer> held = first.ready(mutex.lock());
    Thread.currentThread().interrupt();
    assertThatThrownBy(mutex::lockBlocking).isInstanceOf(InterruptedException.class);
    held.close();
    assertThat(mutex.isLocked()).isFalse();
  }

  @Test
  void threadsThatRunTasksMustNotBlock() throws Exception {
    class Worker extends Thread implements NonBlocking {
      Throwable thrown;

      @Override
      public void run() {
        try {
          mutex.lockBlocking().close();
        } catch (Throwable e) {
          thrown = e;
        }
      }
    }
    Worker worker = new Worker();
    worker.start();
    assertThat(worker.join(ofSeconds(20))).isTrue();
    assertThat(worker.thrown)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("spawnBlocking");
    assertThat(mutex.isLocked()).isFalse();
  }
}
