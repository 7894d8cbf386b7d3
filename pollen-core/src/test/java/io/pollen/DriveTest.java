package io.pollen;

import static io.pollen.Async.ready;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.conformance.Probe;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class DriveTest {

  /// The lecture's future, by hand: woken by a timer thread until it has counted down.
  private static final class CountdownFuture implements Future<String> {
    private int remaining;
    private final AtomicWaker waker = new AtomicWaker();
    private boolean started;

    CountdownFuture(int from) {
      remaining = from;
    }

    @Override
    public Poll<String> poll(Context cx) {
      if (remaining == 0) {
        return Poll.ready("Liftoff!");
      }
      remaining--;
      waker.register(cx.waker());
      Thread.ofVirtual().start(waker::wake); // the timer: wakes a moment later, from elsewhere
      started = true;
      return Poll.pending();
    }
  }

  @Test
  void theLecturesCountdownIsDrivenToItsEnd() {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          var countdown = new CountdownFuture(10);
          assertThat(countdown.started).as("lazy").isFalse();
          assertThat(Drive.drive(countdown)).isEqualTo("Liftoff!");
        });
  }

  @Test
  void failuresAreThrownUnchanged() {
    var failure = new IOException("no");
    assertThatThrownBy(() -> Drive.drive(Async.failed(failure))).isSameAs(failure);
  }

  @Test
  void anEarlyWakeIsNotLost() {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          Probe<Object> probe = new Probe<>();
          probe.onPoll(() -> {
            if (probe.polls() < 1_000) {
              probe.wake();
            } else {
              probe.complete("done");
            }
          });
          assertThat(Drive.drive(probe)).isEqualTo("done");
        });
  }

  @Test
  void anInterruptDropsTheFuture() throws Exception {
    Probe<Object> probe = new Probe<>();
    var polled = new CountDownLatch(1);
    probe.onPoll(polled::countDown);
    var task = new FutureTask<>(() -> Drive.drive(probe));
    Thread driver = Thread.ofPlatform().start(task);
    assertThat(polled.await(10, TimeUnit.SECONDS)).isTrue();
    driver.interrupt();
    assertThatThrownBy(() -> task.get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(InterruptedException.class);
    assertThat(probe.drops()).isEqualTo(1);
  }

  @Test
  void driveInsideAPollIsRefusedAndTheThreadIsFreeAfterwards() throws Exception {
    Future<String> nested = Async.lazy(() -> Drive.drive(ready("inner")));
    assertThatThrownBy(() -> Drive.drive(nested))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("await the future instead");
    assertThat(Drive.drive(ready("after"))).isEqualTo("after");
  }
}
