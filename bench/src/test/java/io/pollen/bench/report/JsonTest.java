package io.pollen.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Test
  void everyRowIsAnObjectWithTheSevenKeys() {
    Row row = new Row("multi.ping_pong", "Tokio 1.24.2", "ns/ping", "G1", 150, 600);
    assertThat(Json.of(List.of(row, row)))
        .isEqualTo(
            """
            [
              {"name": "multi.ping_pong", "peer": "Tokio 1.24.2", "unit": "ns/ping", "gc": "G1", "pollen": 150.0, "peer_value": 600.0, "ratio": 0.25},
              {"name": "multi.ping_pong", "peer": "Tokio 1.24.2", "unit": "ns/ping", "gc": "G1", "pollen": 150.0, "peer_value": 600.0, "ratio": 0.25}
            ]
            """);
  }

  @Test
  void quotesBackslashesAndControlCharactersAreEscaped() {
    assertThat(Json.of(List.of(new Row("a\"b\\c\n", "p", "ns", "G1", 1, 1))))
        .contains("\"name\": \"a\\\"b\\\\c\\u000a\"");
  }

  @Test
  void numbersKeepSixDigits() {
    assertThat(Json.of(List.of(new Row("a", "p", "ns", "G1", 1, 3))))
        .contains("\"ratio\": 0.333333");
  }

  @Test
  void noRowIsAnEmptyList() {
    assertThat(Json.of(List.of())).isEqualTo("[\n]\n");
  }
}
