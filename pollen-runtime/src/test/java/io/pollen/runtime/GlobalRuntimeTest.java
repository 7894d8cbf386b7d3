package io.pollen.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.runtime.observe.LiveRuntimes;
import io.pollen.runtime.observe.RuntimeDump;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GlobalRuntimeTest {

  /// The first test of this class that calls `global()` starts it, so all is in one.
  @Test
  void itStartsAtTheFirstCallServesOnDaemonThreadsAndCannotBeEnded() throws Exception {
    try (var other = AsyncRuntime.currentThread()) {
      other.blockOn(Pollen.yieldNow());
      assertThat(LiveRuntimes.dump(1))
          .extracting(RuntimeDump::runtime)
          .doesNotContain("pollen-global");
    }

    AsyncRuntime global = AsyncRuntime.global();

    assertThat(AsyncRuntime.global()).isSameAs(global);
    assertThat(AsyncRuntime.currentOrEmpty()).as("never implicit").isEmpty();
    Callable<Thread> here = Thread::currentThread;
    assertThat(global.blockOn(global.spawn(() -> here.call())).isDaemon()).isTrue();
    assertThat(global.blockOn(global.spawnBlocking(here)).isDaemon()).isTrue();
    assertThatThrownBy(global::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("it ends with the process");
    assertThatThrownBy(() -> global.shutdown(Duration.ZERO))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> global.shutdownGracefully(Duration.ZERO))
        .isInstanceOf(IllegalStateException.class);
    assertThat(global.blockOn(global.spawn(() -> 1))).isEqualTo(1);
  }
}
