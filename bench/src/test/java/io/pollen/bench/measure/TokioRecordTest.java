package io.pollen.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pollen.bench.micro.Shape;
import io.pollen.bench.micro.Shapes;
import org.junit.jupiter.api.Test;

class TokioRecordTest {
  private final TokioRecord record = TokioRecord.load();

  @Test
  void theRatioOnRecordIsAppliedToWhatWasRun() {
    assertThat(record.newer("multi.spawn_many_local", 320).orElseThrow())
        .isCloseTo(560, within(1e-9));
    assertThat(record.newer("memory.peak_rss", 1411).orElseThrow()).isCloseTo(442.4, within(0.1));
  }

  @Test
  void whatIsNotOnRecordIsNotMadeUp() {
    assertThat(record.newer("http.plain", 20)).isEmpty();
  }

  @Test
  void everyShapeIsOnRecord() {
    assertThat(Shapes.ALL.stream().map(Shape::name))
        .allMatch(name -> record.newer(name, 1).isPresent());
  }
}
