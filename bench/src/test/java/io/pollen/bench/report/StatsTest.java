package io.pollen.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class StatsTest {
  @Test
  void theMedianIsTheMiddleValueWhateverTheOrder() {
    assertThat(Stats.median(List.of(9.0, 1.0, 5.0))).isEqualTo(5.0);
    assertThat(Stats.median(List.of(4.0, 100.0, 2.0, 8.0))).isEqualTo(6.0);
    assertThat(Stats.median(List.of(7.0))).isEqualTo(7.0);
  }

  @Test
  void twiceAsFastAndTwiceAsSlowCancelOut() {
    assertThat(Stats.geometricMean(List.of(0.5, 2.0))).isCloseTo(1.0, within(1e-12));
    assertThat(Stats.geometricMean(List.of(0.1, 0.4, 0.2))).isCloseTo(0.2, within(1e-12));
  }

  @Test
  void nothingHasNoAverage() {
    assertThatThrownBy(() -> Stats.median(List.of())).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Stats.geometricMean(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Stats.geometricMean(List.of(1.0, 0.0)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
