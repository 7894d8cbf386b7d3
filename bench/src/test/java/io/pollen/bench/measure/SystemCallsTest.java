package io.pollen.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SystemCallsTest {
  @Test
  void theSumIsInTheLastLine() throws Exception {
    assertThat(
            SystemCalls.total(
                List.of(
                    "    calls syscall",
                    "--------- ----------------",
                    "     2198 sendto",
                    "--------- ----------------",
                    "     4632 total")))
        .isEqualTo(4632);
  }

  @Test
  void aProcessWithoutCallsHasAnEmptyReport() throws Exception {
    assertThat(SystemCalls.total(List.of())).isZero();
  }

  @Test
  void whatElseStraceSaysIsRepeated() {
    assertThatThrownBy(() -> SystemCalls.total(List.of("no such process")))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("no such process");
  }
}
