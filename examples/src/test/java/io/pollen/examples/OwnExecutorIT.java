package io.pollen.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OwnExecutorIT {
  @Test
  void itsTasksTakeTurnsAndAwaitEachOther() throws Exception {
    try (var example = Example.start("OwnExecutor")) {
      assertThat(example.exitCode(60)).isZero();
      assertThat(example.out().lines())
          .containsExactly("tick 1", "tock 1", "tick 2", "tock 2", "tick 3", "together 5");
      assertThat(example.err()).isEmpty();
    }
  }
}
