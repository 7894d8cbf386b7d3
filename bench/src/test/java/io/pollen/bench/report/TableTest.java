package io.pollen.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
  private static final List<Row> ROWS =
      List.of(
          new Row("multi.a", "virtual threads", "ns/a", "G1", 100, 400),
          new Row("multi.a", "Tokio 1.24.2", "ns/a", "G1", 100, 200),
          new Row("multi.a", "Tokio 1.53.1", "ns/a", "G1", 100, 250),
          new Row("multi.b", "Tokio 1.24.2", "ns/b", "G1", 5000, 2500),
          new Row("multi.b", "Tokio 1.53.1", "ns/b", "G1", 5000, 2000));

  @Test
  void aCellIsTheRatioWithThePeersCostAndTheFasterTokioIsMarked() {
    assertThat(Table.of(ROWS))
        .startsWith(
            """
            | benchmark | GC |     Pollen | virtual threads |  Tokio 1.24.2 |  Tokio 1.53.1 |
            |-----------|----|-----------:|----------------:|--------------:|--------------:|
            | multi.a   | G1 | 100.0 ns/a |    0.25 (400.0) | 0.50 (200.0)* |  0.40 (250.0) |
            | multi.b   | G1 | 5,000 ns/b |               - |  2.00 (2,500) | 2.50 (2,000)* |
            """);
  }

  @Test
  void theMeansCompareWithTheFasterTokioOfEachLine() {
    // Against the faster one: 0.5 and 2.5.
    assertThat(Table.of(ROWS)).contains("1.12 (of 2)").contains("0.25 (of 1)");
    assertThat(Table.of(ROWS).lines().filter(line -> line.startsWith("| multi ")).toList())
        .containsExactly(
            "| multi | G1 |     0.25 (of 1) |  1.00 (of 2) |  1.00 (of 2) |  1.12 (of 2) |");
  }

  @Test
  void withoutRowsItSaysSo() {
    assertThat(Table.of(List.of())).contains("no comparison");
  }
}
