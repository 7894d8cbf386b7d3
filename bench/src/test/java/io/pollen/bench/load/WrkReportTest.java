package io.pollen.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.bench.measure.Failure;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WrkReportTest {
  private static WrkReport report(String latency) throws Failure {
    return WrkReport.of(
        List.of(
            "  Latency Distribution",
            "     90%    1.00s",
            latency,
            "  100 requests in 1s",
            "Requests/sec:  50864.12",
            "Transfer"));
  }

  @Test
  void theRateIsRead() throws Exception {
    assertThat(report("     99%    1.40ms").requestsPerSecond()).isEqualTo(50864.12);
  }

  @ParameterizedTest
  @CsvSource({"643.00us, 643", "2.50ms, 2500", "1.25s, 1250000", "1.00m, 60000000"})
  void theLatencyIsReadInMicroseconds(String latency, double micros) throws Exception {
    assertThat(report("     99%  " + latency).p99Micros()).hasValue(micros);
  }

  @Test
  void aLatencyOfNothingIsNoMeasurement() {
    assertThatThrownBy(() -> report("     99%    0.00us")).isInstanceOf(Failure.class);
  }

  @Test
  void withoutTheQuestionThereIsNoLatency() throws Exception {
    assertThat(WrkReport.of(List.of("Requests/sec:  9")).p99Micros()).isEmpty();
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
