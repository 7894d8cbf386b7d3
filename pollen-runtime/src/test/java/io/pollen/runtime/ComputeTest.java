package io.pollen.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.runtime.observe.TaskDump;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.runtime.task.TaskCancelledException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ComputeTest {
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  @Test
  void asManyCallsAsProcessorsRunAtOnceAndNotOneMore() throws Exception {
    try (var runtime = AsyncRuntime.builder().workerThreads(1).name("sums").build()) {
      AtomicInteger running = new AtomicInteger();
      AtomicInteger most = new AtomicInteger();
      CountDownLatch all = new CountDownLatch(PROCESSORS);
      List<JoinHandle<String>> calls = new ArrayList<>();
      for (int i = 0; i < 5 * PROCESSORS; i++) {
        calls.add(
            runtime.compute(() -> {
              most.accumulateAndGet(running.incrementAndGet(), Math::max);
              all.countDown();
              all.await();
              running.decrementAndGet();
              return Thread.currentThread().getName();
            }));
      }
      assertThat(runtime.blockOn(Futures.all(calls)))
          .allMatch(name -> name.startsWith("sums-compute-"));
      assertThat(most).hasValue(PROCESSORS);
    }
  }

  @Test
  void soManyCallsRunAsTheBuilderSays() throws Exception {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    int threads = PROCESSORS + 1;
    try (var runtime = AsyncRuntime.builder().workerThreads(1).computeThreads(threads).build()) {
      CountDownLatch all = new CountDownLatch(threads);
      List<JoinHandle<Integer>> calls = new ArrayList<>();
      for (int i = 0; i < 3 * threads; i++) {
        calls.add(
            runtime.compute(() -> {
              most.accumulateAndGet(running.incrementAndGet(), Math::max);
              all.countDown();
              all.await();
              return running.decrementAndGet();
            }));
      }
      runtime.blockOn(Futures.all(calls));
      assertThat(most).hasValue(threads);
    }
    assertThatThrownBy(() -> AsyncRuntime.builder().computeThreads(0))
        .hasMessage("computeThreads must be at least 1, not 0");
  }

  @Test
  void itNeitherWaitsForBlockingCallsNorKeepsThemWaiting() throws Exception {
    try (var runtime = AsyncRuntime.builder().workerThreads(1).maxBlockingThreads(1).build()) {
      CountDownLatch computed = new CountDownLatch(1);
      JoinHandle<Integer> blocked =
          runtime.spawnBlocking(() -> {
            computed.await();
            return 1;
          });
      JoinHandle<Integer> sum =
          runtime.compute(() -> {
            computed.countDown();
            return 2;
          });
      assertThat(runtime.blockOn(sum) + runtime.blockOn(blocked)).isEqualTo(3);
    }
  }

  @Test
  void abortInterruptsAndCloseWaits() throws Exception {
    CountDownLatch begun = new CountDownLatch(2);
    AtomicInteger interrupted = new AtomicInteger();
    AsyncRuntime runtime = AsyncRuntime.builder().workerThreads(1).build();
    List<JoinHandle<Object>> calls = new ArrayList<>();
    for (int i = 0; i < Math.min(2, PROCESSORS); i++) {
      calls.add(
          runtime.compute(() -> {
            begun.countDown();
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              interrupted.incrementAndGet();
              throw e;
            }
            return null;
          }));
    }
    assertThat(runtime.dump().tasks()).extracting(TaskDump::id).contains(calls.getFirst().id());
    calls.getFirst().abort();
    assertThatThrownBy(() -> runtime.blockOn(calls.getFirst()))
        .isInstanceOf(TaskCancelledException.class);
    runtime.close();
    assertThat(calls).allMatch(JoinHandle::isFinished);
    assertThat(interrupted.get()).isGreaterThanOrEqualTo(1);
  }
}
