package io.pollen.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChildTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @Test
  void aChildAnswersLineByLine() throws Exception {
    try (Child child = Child.start(List.of("sh", "-c", "read a; echo ns $a"))) {
      child.send("12.5");
      assertThat(child.number(SOON)).isEqualTo(12.5);
    }
  }

  @Test
  void aSilentChildIsAFailureAndNoHang() throws Exception {
    try (Child child = Child.start(List.of("sh", "-c", "read never"))) {
      assertThatThrownBy(() -> child.line(Duration.ofMillis(50)))
          .isInstanceOf(Failure.class)
          .hasMessageContaining("no answer");
    }
  }

  @Test
  void aDeadChildTellsItsExitCodeAndItsComplaint() throws Exception {
    try (Child child = Child.start(List.of("sh", "-c", "echo out of pollen >&2; exit 3"))) {
      assertThatThrownBy(() -> child.line(SOON))
          .isInstanceOf(Failure.class)
          .hasMessageContaining("ended early (exit 3): out of pollen");
    }
  }
}
