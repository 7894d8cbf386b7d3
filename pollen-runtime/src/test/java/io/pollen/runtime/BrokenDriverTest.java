package io.pollen.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Poll;
import io.pollen.runtime.driver.Driver;
import io.pollen.runtime.task.JoinHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Errors in the loop of a worker, outside of any task.
@Timeout(30)
class BrokenDriverTest {
  private final AtomicInteger left = new AtomicInteger();

  /// Throws an error whenever a worker looks or waits, for a while.
  private final class Broken implements Driver {
    private void look() {
      if (left.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        throw new AssertionError("broken");
      }
    }

    @Override
    public int poll(long timeoutNanos) {
      look();
      return 0; // wakes for no reason, as it may
    }

    @Override
    public int tryPoll() {
      look();
      return 0;
    }

    @Override
    public void wakeup() {}

    @Override
    public int registered() {
      return 1;
    }

    @Override
    public void close() {}
  }

  /// 0 for a current-thread runtime.
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void anErrorOutsideOfTasksIsReportedAndEndsNeitherAWorkerNorATask(int workers) throws Exception {
    ConcurrentLinkedQueue<Throwable> reported = new ConcurrentLinkedQueue<>();
    RuntimeBuilder builder =
        AsyncRuntime.builder()
            .drivers(Broken::new)
            .onTaskFailure((task, failure) -> reported.add(failure));
    try (var runtime =
        workers == 0 ? builder.currentThread().build() : builder.workerThreads(workers).build()) {
      List<JoinHandle<Integer>> tasks = new ArrayList<>();
      left.set(100);
      for (int i = 0; i < 20; i++) {
        // Opens the driver of whichever worker it runs on.
        JoinHandle<Void> opens =
            runtime.spawn(cx -> {
              cx.find(Driver.class);
              return Poll.ready();
            });
        tasks.add(runtime.spawn(Futures.yields(200)));
        runtime.blockOn(opens);
      }
      assertThat(runtime.blockOn(Futures.all(tasks))).hasSize(20).containsOnly(200);
      while (left.get() > 0) {
        runtime.blockOn(runtime.spawn(Futures.yields(10)));
      }
      assertThat(runtime.metrics().liveTasks()).isZero();
    }
    assertThat(reported)
        .hasSize(100)
        .allSatisfy(failure -> assertThat(failure).hasMessage("broken"));
  }
}
