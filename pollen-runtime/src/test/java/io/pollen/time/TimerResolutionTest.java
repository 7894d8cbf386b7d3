package io.pollen.time;

import static io.pollen.runtime.Pollen.async;
import static io.pollen.runtime.Pollen.await;
import static io.pollen.runtime.Pollen.spawn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Future;
import io.pollen.net.TcpListener;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.runtime.RuntimeBuilder;
import io.pollen.runtime.driver.DriverKind;
import io.pollen.runtime.seam.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TimerResolutionTest {
  private static final Duration SHORT = Duration.ofNanos(100_000);

  @ParameterizedTest
  @CsvSource({"1000000, 1000000", "50000, 150000", "1000, 101000"})
  void aSleepIsRoundedUpToTheResolution(long resolution, long expected) throws Exception {
    TestClock clock = new TestClock();
    RuntimeBuilder builder = AsyncRuntime.builder().currentThread().clock(clock);
    if (resolution != 1_000_000) {
      builder.timerResolution(Duration.ofNanos(resolution));
    }
    try (AsyncRuntime runtime = builder.build()) {
      runtime.blockOn(Time.sleep(Duration.ofNanos(100_001)));
      assertThat(clock.nanos()).isEqualTo(expected);
      runtime.blockOn(Time.sleep(Duration.ofNanos(resolution)));
      assertThat(clock.nanos()).as("nothing is added").isEqualTo(expected + resolution);
    }
  }

  /// Five sleeps in a row end at five ticks: never within 2 ms if ticks are milliseconds.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @EnabledOnOs(OS.LINUX)
  void shortSleepsAreShortAlsoInTheDriver(boolean sockets) throws Exception {
    RuntimeBuilder builder = AsyncRuntime.builder().driver(DriverKind.EPOLL).workerThreads(1);
    try (AsyncRuntime runtime = builder.timerResolution(Duration.ofNanos(10_000)).build()) {
      runtime.blockOn(runtime.spawn(shortSleeps(sockets, runtime.clock())));
    }
  }

  private static Future<Void> shortSleeps(boolean sockets, Clock clock) {
    return async(() -> {
      if (sockets) { // then the worker waits in the driver
        var listener = await(TcpListener.bind("127.0.0.1", 0));
        spawn(listener.accept()).drop();
      }
      long took;
      do {
        long start = clock.nanos();
        for (int i = 0; i < 5; i++) {
          long before = clock.nanos();
          await(Time.sleep(SHORT));
          assertThat(clock.nanos() - before).isGreaterThanOrEqualTo(SHORT.toNanos());
        }
        took = clock.nanos() - start;
      } while (took >= 2_000_000);
    });
  }

  @Test
  void theRangeIsAMicrosecondToAMillisecond() {
    for (long nanos : new long[] {999, 0, -1, 1_000_001}) {
      assertThatThrownBy(() -> AsyncRuntime.builder().timerResolution(Duration.ofNanos(nanos)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("timerResolution must be from 1 µs to 1 ms");
    }
  }
}
