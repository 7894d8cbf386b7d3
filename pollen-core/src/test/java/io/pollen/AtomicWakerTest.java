package io.pollen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class AtomicWakerTest {
  private final AtomicWaker cell = new AtomicWaker();
  private final AtomicInteger first = new AtomicInteger();
  private final AtomicInteger second = new AtomicInteger();

  @Test
  void wakesTheRegisteredWakerOnce() {
    cell.register(Waker.of(first::incrementAndGet));
    cell.wake();
    cell.wake();
    assertThat(first).hasValue(1);
  }

  @Test
  void aWakeOfAnEmptyCellDoesNothing() {
    cell.wake();
    assertThat(cell.take()).isNull();
    assertThat(cell).hasToString("AtomicWaker[waiting]");
  }

  @Test
  void theLastWakerWins() {
    cell.register(Waker.of(first::incrementAndGet));
    cell.register(Waker.of(second::incrementAndGet));
    cell.wake();
    assertThat(first).hasValue(0);
    assertThat(second).hasValue(1);
  }

  @Test
  void aWakerThatWakesTheSameTaskIsKept() {
    Waker stored = Waker.of(first::incrementAndGet);
    cell.register(stored);
    cell.register(stored);
    assertThat(cell.take()).isSameAs(stored);
    assertThat(cell.take()).isNull();
  }

  @Test
  void noWakeUpIsLostBetweenRegisterAndTheSecondLook() {
    int rounds = 5_000;
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          AtomicInteger condition = new AtomicInteger();
          CountDownLatch started = new CountDownLatch(1);
          Thread waking =
              Thread.ofPlatform()
                  .start(() -> {
                    started.countDown();
                    for (int round = 1; round <= rounds; round++) {
                      while (first.get() < round - 1) {
                        Thread.onSpinWait();
                      }
                      condition.set(round);
                      cell.wake();
                    }
                  });
          started.await();
          Drive.drive(cx -> {
            while (true) {
              cell.register(cx.waker());
              int seen = condition.get();
              if (seen == first.get()) {
                return Poll.pending();
              }
              first.set(seen);
              if (seen == rounds) {
                return Poll.ready();
              }
            }
          });
          waking.join();
        });
    assertThat(first).hasValue(rounds);
  }
}
