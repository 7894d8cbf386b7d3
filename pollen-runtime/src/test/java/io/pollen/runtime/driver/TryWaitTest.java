package io.pollen.runtime.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Waiting in a driver whose owner is stuck. Every wait here is without limit: one that nothing
/// ends is a timeout of the test.
@Timeout(30)
class TryWaitTest {
  private final CountDownLatch inside = new CountDownLatch(1);

  private CompletableFuture<Integer> waiting(Driver driver) throws InterruptedException {
    CompletableFuture<Integer> result =
        CompletableFuture.supplyAsync(() ->
            driver.tryWait(
                -1,
                () -> {
                  inside.countDown();
                  return true;
                }));
    inside.await();
    return result;
  }

  private static int get(CompletableFuture<Integer> result) throws Exception {
    return result.get(20, TimeUnit.SECONDS);
  }

  /// The end may come between the look and the wait.
  @ParameterizedTest
  @EnumSource(names = {"EPOLL", "URING", "NIO"})
  void itEndsWhenItIsTold(DriverKind kind) throws Exception {
    try (Driver driver = Drivers.open(kind)) {
      CompletableFuture<Integer> waits = waiting(driver);
      driver.endTryWait();
      assertThat(get(waits)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EPOLL", "URING", "NIO"})
  void itDoesNotWaitWhenItWasToldBefore(DriverKind kind) {
    try (Driver driver = Drivers.open(kind)) {
      assertThat(driver.tryWait(-1, () -> false)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EPOLL", "URING", "NIO"})
  void theOwnerHasTheDriverAtOnce(DriverKind kind) throws Exception {
    try (Driver driver = Drivers.open(kind)) {
      CompletableFuture<Integer> waits = waiting(driver);
      assertThat(driver.tryPoll()).as("a look beside it gets nothing").isZero();
      assertThat(driver.poll(1)).isZero();
      assertThat(get(waits)).isZero();
    }
  }

  /// The owner sleeps until it is woken, and nobody else waits meanwhile.
  @ParameterizedTest
  @EnumSource(names = {"EPOLL", "URING", "NIO"})
  void besideAnOwnerThatWaitsItRefuses(DriverKind kind) throws Exception {
    try (Driver driver = Drivers.open(kind)) {
      AtomicBoolean told = new AtomicBoolean();
      CompletableFuture<Integer> owner =
          CompletableFuture.supplyAsync(() -> {
            int events = driver.poll(-1);
            while (!told.get()) { // a wait may end for no reason
              events = driver.poll(-1);
            }
            return events;
          });
      while (driver.tryWait(-1, () -> true) >= 0) {
        Thread.onSpinWait(); // the owner has come meanwhile, and stays
      }
      told.set(true);
      driver.wakeup();
      assertThat(get(owner)).isZero();
    }
  }

  /// Whoever is refused sleeps elsewhere: that would be for ever, beside one that does not wait.
  @ParameterizedTest
  @EnumSource(names = {"EPOLL", "URING", "NIO"})
  void aMereLookDoesNotRefuseIt(DriverKind kind) throws Exception {
    try (Driver driver = Drivers.open(kind)) {
      CountDownLatch end = new CountDownLatch(1);
      Thread looking =
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                while (end.getCount() > 0) {
                  driver.tryPoll();
                }
              });
      for (int i = 0; i < 2_000; i++) { // on one processor each may take a slice of its time
        assertThat(driver.tryWait(0, () -> true)).isNotNegative();
      }
      end.countDown();
      looking.join();
    }
  }
}
