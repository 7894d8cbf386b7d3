package io.pollen.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
  @Test
  void withoutSuitesAllAreRun() {
    assertThat(Options.parse("--quick").suites()).isEqualTo(Options.SUITES);
  }

  @Test
  void suitesKeepTheirOrder() {
    Options options = Options.parse("http", "scheduler", "--json", "out.json", "--rounds", "5");
    assertThat(options.suites()).containsExactly("scheduler", "http");
    assertThat(options.json()).isEqualTo("out.json");
    assertThat(options.rounds()).isEqualTo(5);
  }

  @Test
  void onlyTakesPrefixes() {
    Options options = Options.parse("--only", "mpsc", "--only", "multi.ping");
    assertThat(options.wants("mpsc.contention.bounded")).isTrue();
    assertThat(options.wants("multi.ping_pong")).isTrue();
    assertThat(options.wants("multi.yield_many")).isFalse();
    assertThat(Options.parse().wants("anything")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "--rounds 0, at least 1",
    "--rounds x, at least 1",
    "--json, needs a value",
    "--fast, unknown option --fast",
    "disk, no suite disk"
  })
  void whatIsWrongIsNamed(String line, String message) {
    assertThatThrownBy(() -> Options.parse(line.split(" ")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
