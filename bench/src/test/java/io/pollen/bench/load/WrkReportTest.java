package io.pollen.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.bench.measure.Failure;
import java.util.List;
import org.junit.jupiter.api.Test;

class WrkReportTest {
  @Test
  void theRateIsRead() throws Exception {
    assertThat(
            WrkReport.of(List.of("  100 requests in 1s", "Requests/sec:  50864.12", "Transfer"))
                .requestsPerSecond())
        .isEqualTo(50864.12);
  }

  @Test
  void aRunWithErrorsIsNoMeasurement() {
    assertThatThrownBy(() ->
            WrkReport.of(
                List.of(
                    "  Socket errors: connect 0, read 3, write 0, timeout 0", "Requests/sec: 9")))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("read 3");
    assertThatThrownBy(
            () -> WrkReport.of(List.of("  Non-2xx or 3xx responses: 7", "Requests/sec: 9")))
        .isInstanceOf(Failure.class);
  }

  @Test
  void whatWrkSaysInsteadIsRepeated() {
    assertThatThrownBy(() -> WrkReport.of(List.of("unable to connect to 127.0.0.1:1")))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("unable to connect");
  }
}
