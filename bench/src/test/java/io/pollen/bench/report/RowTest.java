package io.pollen.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RowTest {
  @Test
  void aRatioBelowOneSaysThatPollenCostsLess() {
    assertThat(new Row("multi.ping_pong", "Tokio 1.24.2", "ns/ping", "G1", 150, 600).ratio())
        .isEqualTo(0.25);
  }

  @Test
  void theGroupIsTheFirstPartOfTheName() {
    assertThat(new Row("mpsc.contention.bounded", "p", "ns", "G1", 1, 1).group()).isEqualTo("mpsc");
    assertThat(new Row("alone", "p", "ns", "G1", 1, 1).group()).isEqualTo("alone");
  }

  @Test
  void whatIsNotACostIsRefused() {
    assertThatThrownBy(() -> new Row("a", "p", "ns", "G1", 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("above zero");
    assertThatThrownBy(() -> new Row("a", "p", "ns", "G1", Double.NaN, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
