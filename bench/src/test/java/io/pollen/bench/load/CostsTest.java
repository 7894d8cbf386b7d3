package io.pollen.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.bench.measure.Gc;
import io.pollen.bench.measure.Notes;
import io.pollen.bench.measure.Session;
import io.pollen.bench.measure.TokioRecord;
import io.pollen.bench.report.Row;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CostsTest {
  private static final Session SESSION =
      new Session(
          Path.of(""),
          1,
          1,
          1,
          Gc.all(),
          new Notes(System.err),
          Optional.empty(),
          TokioRecord.load());

  private final Costs costs = new Costs();

  private List<Row> rows() {
    return costs.rows(SESSION, "echo.64", "us");
  }

  @Test
  void pollenIsComparedWithPeersOfItsCollectorAndWithThoseThatHaveNone() {
    costs.add(Who.of(Backend.POLLEN, Gc.G1), 2);
    costs.add(Who.of(Backend.NETTY, Gc.G1), 4);
    costs.add(Who.of(Backend.NETTY, Gc.PARALLEL), 8);
    costs.add(Who.nativeProgram("C epoll"), 1);
    assertThat(rows())
        .containsExactly(
            new Row("echo.64", "Netty 4.2", "us", "G1", 2, 4),
            new Row("echo.64", "C epoll", "us", "G1", 2, 1));
  }

  @Test
  void aVariantOfPollenIsComparedWithPollenInARowOfItsOwn() {
    costs.add(Who.of(Backend.POLLEN, Gc.G1), 2);
    costs.add(Who.of(Backend.POLLEN_URING, Gc.G1), 3);
    costs.add(Who.nativeProgram("C epoll"), 1);
    assertThat(rows())
        .containsExactly(
            new Row("echo.64", "C epoll", "us", "G1", 2, 1),
            new Row("echo.64.uring", Costs.POLLEN_DEFAULT, "us", "G1", 3, 2));
  }

  @Test
  void aVariantWithoutTheOneItIsComparedWithHasNoRow() {
    costs.add(Who.of(Backend.POLLEN, Gc.PARALLEL), 2);
    costs.add(Who.of(Backend.POLLEN_URING, Gc.G1), 3);
    assertThat(rows()).isEmpty();
  }

  @Test
  void theMedianOfTheRoundsCounts() {
    for (double cost : new double[] {9, 2, 1}) {
      costs.add(Who.of(Backend.POLLEN, Gc.G1), cost);
    }
    costs.add(Who.nativeProgram("C epoll"), 1);
    assertThat(rows()).containsExactly(new Row("echo.64", "C epoll", "us", "G1", 2, 1));
  }
}
