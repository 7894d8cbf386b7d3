package io.pollen.runtime;

import static io.pollen.runtime.Pollen.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.runtime.scheduler.Metrics;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MetricsTest {

  @Test
  void countsArePublishedWhenTheWorkerSleeps() throws Exception {
    try (var runtime = AsyncRuntime.builder().workerThreads(1).build()) {
      Metrics before = runtime.metrics();
      runtime.blockOn(runtime.spawn(sleep(Duration.ofMillis(20))));
      Metrics after = runtime.metrics();
      assertThat(after.polls()).as("the poll before the sleep").isGreaterThan(before.polls());
      assertThat(after.parks()).as("the sleep").isGreaterThan(0);
      assertThat(after.liveTasks()).isZero();
      assertThat(after.steals()).as("there is nobody to steal from").isZero();
    }
  }
}
