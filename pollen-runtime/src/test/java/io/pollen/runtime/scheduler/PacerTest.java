package io.pollen.runtime.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// The intervals follow from how long polls take.
class PacerTest {
  private final Pacer pacer = new Pacer(61, 0);

  private void polls(long nanosEach) {
    for (int i = 0; i < 200; i++) {
      pacer.batch(10, 10 * nanosEach);
    }
  }

  @Test
  void theInjectionQueueIsLookedAtEvery200MicrosecondsOfPolls() {
    assertThat(pacer.injectInterval()).isEqualTo(61);
    polls(10_000);
    assertThat(pacer.injectInterval()).isBetween(18, 22);
    polls(100);
    assertThat(pacer.injectInterval()).isBetween(125, 127);
    polls(5_000_000);
    assertThat(pacer.injectInterval()).isBetween(2, 4);
  }

  @Test
  void aFixedIntervalStays() {
    Pacer fixed = new Pacer(61, 31);
    fixed.batch(1, 1_000_000);
    assertThat(fixed.injectInterval()).isEqualTo(31);
  }
}
