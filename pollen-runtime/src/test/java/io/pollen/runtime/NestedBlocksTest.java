package io.pollen.runtime;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Future;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.runtime.task.TaskCancelledException;
import io.pollen.time.Time;
import io.pollen.woven.NestingError;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Chains of blocks that await each other, on workers with default settings.
@Timeout(60)
class NestedBlocksTest {
  private static final int DEPTH = 10_000;
  private static final int TOO_DEEP = 5_000_000;
  private final CountDownLatch reached = new CountDownLatch(1);
  private final AtomicInteger cleaned = new AtomicInteger();

  private static Future<Integer> nested(int depth, int yields) {
    return async(() -> {
      if (depth > 0) {
        return 1 + await(nested(depth - 1, yields));
      }
      for (int i = 0; i < yields; i++) {
        await(Pollen.yieldNow());
      }
      return 0;
    });
  }

  private Future<Void> sleeping(int depth) {
    return async(() -> {
      try {
        if (depth > 0) {
          await(sleeping(depth - 1));
        } else {
          reached.countDown();
          await(Time.sleep(Duration.ofHours(1)));
        }
      } finally {
        cleaned.incrementAndGet();
      }
    });
  }

  @Test
  void tenThousandLevelsArePolledAndResumed() throws Exception {
    try (var runtime = AsyncRuntime.builder().workerThreads(2).build()) {
      assertThat(runtime.blockOn(runtime.spawn(nested(DEPTH, 5)))).isEqualTo(DEPTH);
    }
  }

  @Test
  void tenThousandLevelsAreAbortedAndRunTheirFinallyBlocks() throws Exception {
    try (var runtime = AsyncRuntime.builder().workerThreads(2).build()) {
      JoinHandle<Void> handle = runtime.spawn(sleeping(DEPTH));
      reached.await();
      handle.abort();
      assertThatThrownBy(() -> runtime.blockOn(handle)).isInstanceOf(TaskCancelledException.class);
      assertThat(cleaned).hasValue(DEPTH + 1);
    }
  }

  @Test
  void tenThousandLevelsAreDroppedWhenTheRuntimeCloses() throws Exception {
    AsyncRuntime runtime = AsyncRuntime.builder().workerThreads(2).build();
    runtime.spawn(sleeping(DEPTH)).drop();
    reached.await();
    assertThat(runtime.shutdown(Duration.ofSeconds(10))).isTrue();
    assertThat(cleaned).hasValue(DEPTH + 1);
  }

  @Test
  void aDeeperChainFailsWithAClearErrorAndTheWorkerGoesOn() throws Exception {
    try (var runtime =
        AsyncRuntime.builder().workerThreads(1).onTaskFailure((task, failure) -> {}).build()) {
      JoinHandle<Integer> deep = runtime.spawn(nested(TOO_DEEP, 0));
      assertThatThrownBy(() -> runtime.blockOn(deep))
          .isInstanceOf(NestingError.class)
          .hasMessageContaining("nested too deep");
      assertThat(runtime.blockOn(runtime.spawn(nested(100, 2)))).isEqualTo(100);
    }
  }
}
