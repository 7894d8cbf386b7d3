package io.pollen.time;

import static io.pollen.runtime.Pollen.async;
import static io.pollen.runtime.Pollen.await;
import static io.pollen.runtime.Pollen.spawn;
import static io.pollen.runtime.Pollen.spawnBlocking;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.runtime.AsyncRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TestClockTest {
  private final TestClock clock = new TestClock();

  private AsyncRuntime runtime(boolean single) {
    var builder = AsyncRuntime.builder().clock(clock);
    return (single ? builder.currentThread() : builder.workerThreads(2)).build();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anIdleRuntimeJumpsFromTimerToTimer(boolean single) throws Exception {
    List<String> order = new CopyOnWriteArrayList<>();
    try (AsyncRuntime runtime = runtime(single)) {
      runtime.blockOn(
          async(() -> {
            var slow =
                spawn(() -> {
                  await(Time.sleep(Duration.ofDays(2)));
                  order.add("two days");
                });
            var fast =
                spawn(() -> {
                  await(Time.sleep(Duration.ofHours(1)));
                  order.add("an hour");
                });
            await(fast);
            order.add("between");
            await(slow);
          }));
    }
    assertThat(order).containsExactly("an hour", "between", "two days");
    assertThat(clock.now()).isEqualTo(Instant.EPOCH.plus(Duration.ofDays(2)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTimeoutOnVirtualTimeFiresToTheMillisecond(boolean single) throws Exception {
    try (AsyncRuntime runtime = runtime(single)) {
      assertThatThrownBy(() ->
              runtime.blockOn(Time.timeout(Duration.ofHours(5), Time.sleep(Duration.ofDays(1)))))
          .isInstanceOf(TimeoutException.class)
          .hasMessage("timed out after 5 h, waiting for a sleep with 19 h left");
    }
    assertThat(clock.now()).isEqualTo(Instant.EPOCH.plus(Duration.ofHours(5)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theClockDoesNotJumpWhileBlockingWorkRuns(boolean single) throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (AsyncRuntime runtime = runtime(single)) {
      Instant seen =
          runtime.blockOn(
              async(() -> {
                var sleeper = spawn(Time.sleep(Duration.ofHours(1)));
                var blocking =
                    spawnBlocking(() -> {
                      release.await();
                      return clock.now();
                    });
                release.countDown();
                Instant during = await(blocking);
                await(sleeper);
                return during;
              }));
      assertThat(seen).isEqualTo(Instant.EPOCH);
    }
    assertThat(clock.now()).isEqualTo(Instant.EPOCH.plus(Duration.ofHours(1)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @SuppressWarnings("pollen:futureNoDrop") // nobody drops it
  void advanceFromAnotherThreadFiresWhatIsDue(boolean single) throws Exception {
    clock.autoAdvance(false);
    CountDownLatch started = new CountDownLatch(1);
    try (AsyncRuntime runtime = runtime(single)) {
      Thread test =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  started.await();
                } catch (InterruptedException e) {
                  return;
                }
                clock.advance(Duration.ofMillis(1_500));
                clock.advance(Duration.ofMillis(500));
              });
      runtime.blockOn(
          async(() -> {
            // A sleep counts from its first poll: another task might tell before that.
            var sleep = Time.sleep(Duration.ofSeconds(2));
            Future<Void> telling =
                cx -> {
                  Poll<Void> answer = sleep.poll(cx);
                  started.countDown();
                  return answer;
                };
            await(spawn(telling));
          }));
      test.join();
    }
    assertThat(clock.now()).isEqualTo(Instant.EPOCH.plusSeconds(2));
  }

  @Test
  void pausedTimeStandsStillAndResumedTimeRuns() {
    assertThat(clock.isPaused()).isTrue();
    long before = clock.nanos();
    assertThat(clock.nanos()).isEqualTo(before);
    clock.resume();
    clock.resume();
    assertThat(clock.isPaused()).isFalse();
    while (clock.nanos() == before) {
      Thread.onSpinWait();
    }
    assertThat(clock.idle(Long.MAX_VALUE / 2)).as("a running clock never jumps").isFalse();
    clock.pause();
    long stopped = clock.nanos();
    assertThat(stopped).isGreaterThan(before);
    assertThat(clock.nanos()).isEqualTo(stopped);
  }

  @Test
  void timeDoesNotRunBackwards() {
    assertThatThrownBy(() -> clock.advance(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a clock does not run backwards: PT-0.001S");
    clock.advance(Duration.ofMillis(5));
    assertThat(clock.idle(1)).isTrue();
    assertThat(clock.nanos()).isEqualTo(5_000_000);
  }

  @Test
  void advancingBeyondWhatALongHoldsIsRefusedInsteadOfRunningBackwards() {
    clock.advance(Duration.ofSeconds(Long.MAX_VALUE));
    clock.advance(Duration.ofSeconds(Long.MAX_VALUE));
    long late = clock.nanos();
    assertThat(late).isPositive();
    assertThatThrownBy(() -> clock.advance(Duration.ofDays(365 * 100)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("so late a time");
    assertThat(clock.nanos()).isEqualTo(late);
  }

  @Test
  void aClockStartsWhereItIsTold() {
    Instant start = Instant.parse("2026-11-24T10:00:00Z");
    TestClock there = new TestClock(start);
    there.advance(Duration.ofMinutes(1));
    assertThat(there.now()).isEqualTo(start.plusSeconds(60));
  }

  @Test
  void jumpHooksRunUntilTheyAreRemoved() {
    int[] calls = new int[1];
    Runnable remove = clock.onJump(() -> calls[0]++);
    clock.advance(Duration.ofMillis(1));
    remove.run();
    clock.advance(Duration.ofMillis(1));
    assertThat(calls[0]).isEqualTo(1);
  }
}
