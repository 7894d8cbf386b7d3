package io.pollen.runtime.scheduler;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Future;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.runtime.driver.TimerEntry;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.runtime.task.Task;
import io.pollen.time.Time;
import io.pollen.woven.StateMachine;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.ClassLayout;
import org.openjdk.jol.info.GraphLayout;

/// What one task that sleeps keeps alive: task, block, timer, and its part of the registry. 32-bit
/// references and 12-byte headers: the JVM's defaults below 32 GB of heap.
class SleepingTaskFootprintTest {
  private static final int TASKS = 100_000;

  @Test
  void aSleepingTaskTakesAtMost110BytesOfHeap() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    try (var runtime = AsyncRuntime.builder().workerThreads(1).build()) {
      JoinHandle<Void> handle =
          runtime.spawn(
              async(() -> {
                begun.countDown();
                await(Time.sleep(Duration.ofHours(1)));
              }));
      begun.await();
      runtime.blockOn(runtime.spawn(async(() -> {}))); // on the same worker, after that poll
      Task<?> task = (Task<?>) handle;
      Future<?> block = task.peek();
      Object sleep = awaited(block);
      assertThat(sleep).isInstanceOf(TimerEntry.class);
      long bytes = size(task) + size(block) + size(sleep);
      assertThat(bytes + registryBytes())
          .as("%d and its part of the registry", bytes)
          .isLessThanOrEqualTo(110);
      handle.abort();
    }
  }

  private static Object awaited(Object block) throws ReflectiveOperationException {
    Field inner = StateMachine.class.getDeclaredField("inner");
    inner.setAccessible(true);
    return inner.get(block);
  }

  private static long size(Object object) {
    return ClassLayout.parseInstance(object).instanceSize();
  }

  /// The same task everywhere: what grows is the registry alone.
  private static double registryBytes() {
    Registry registry = new Registry(0, 1);
    Task<?> task = NoScheduler.task(0);
    registry.add(task);
    long one = GraphLayout.parseInstance(registry).totalSize();
    for (int i = 1; i < TASKS; i++) {
      registry.add(task);
    }
    return (double) (GraphLayout.parseInstance(registry).totalSize() - one) / (TASKS - 1);
  }
}
