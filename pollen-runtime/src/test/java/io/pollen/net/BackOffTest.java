package io.pollen.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackOffTest {
  private final BackOff backOff = new BackOff();

  @Test
  void pausesDoubleUpToASecondAndStartAnewAfterAnAccept() {
    assertThat(Stream.generate(backOff::nextPause).limit(10).map(Duration::toMillis))
        .containsExactly(5L, 10L, 20L, 40L, 80L, 160L, 320L, 640L, 1000L, 1000L);
    backOff.worked();
    assertThat(backOff.nextPause()).isEqualTo(BackOff.FIRST);
  }

  @Test
  void aServerThatComesAndGoesAtItsLimitIsReportedOnce() {
    assertThat(backOff.isToBeReported(0)).isTrue();
    for (int second = 1; second < 600; second++) {
      backOff.worked();
      assertThat(backOff.isToBeReported(second * 1_000_000_000L)).isFalse();
    }
  }

  @Test
  void afterAQuietMinuteTheNextFailureIsNews() {
    long minute = BackOff.SILENCE.toNanos();
    assertThat(backOff.isToBeReported(-5)).as("whatever the clock's origin").isTrue();
    backOff.worked();
    assertThat(backOff.isToBeReported(minute - 5)).isFalse();
    assertThat(backOff.isToBeReported(2 * minute - 4)).isTrue();
  }
}
