package io.pollen.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Async;
import io.pollen.Future;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.runtime.task.TaskCancelledException;
import io.pollen.sync.Guard;
import io.pollen.sync.Mutex;
import io.pollen.time.Time;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class BlockInPlaceTest {
  private static AsyncRuntime workers(int count) {
    return AsyncRuntime.builder().workerThreads(count).build();
  }

  /// Yields, blocks in place, and yields again.
  private static <T> Future<T> blocking(Callable<T> call) {
    return Futures.yields(1)
        .flatMap(one -> Async.lazy(() -> Pollen.blockInPlace(call)))
        .flatMap(value -> Futures.yields(2).map(two -> value));
  }

  private static Future<Void> opens(CountDownLatch latch) {
    return Time.sleep(Duration.ofMillis(5))
        .flatMap(slept -> Futures.yields(10))
        .map(yielded -> {
          latch.countDown();
          return null;
        });
  }

  @Test
  void theOnlyWorkerGoesOnWithItsTasksAndTimersDuringTheCall() throws Exception {
    try (var runtime = workers(1)) {
      CountDownLatch opened = new CountDownLatch(1);
      JoinHandle<String> blocked =
          runtime.spawn(
              blocking(() -> {
                Pollen.spawn(opens(opened));
                opened.await();
                return "opened";
              }));
      assertThat(runtime.blockOn(blocked)).isEqualTo("opened");
      assertThat(runtime.blockOn(runtime.spawn(Futures.yields(3)))).isEqualTo(3);
      assertThat(runtime.metrics().liveTasks()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void callsOfOneWorkerEndInAnyOrder(boolean firstEndsFirst) throws Exception {
    try (var runtime = workers(1)) {
      CountDownLatch inside = new CountDownLatch(3);
      List<CountDownLatch> ends = new ArrayList<>();
      List<JoinHandle<Integer>> tasks = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int number = i;
        CountDownLatch end = new CountDownLatch(1);
        ends.add(end);
        tasks.add(
            runtime.spawn(
                blocking(() -> {
                  inside.countDown();
                  end.await();
                  return number;
                })));
      }
      inside.await();
      for (int i = 0; i < 3; i++) {
        int next = firstEndsFirst ? i : 2 - i;
        ends.get(next).countDown();
        assertThat(runtime.blockOn(tasks.get(next))).isEqualTo(next);
        assertThat(runtime.blockOn(runtime.spawn(Futures.yields(5)))).isEqualTo(5);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void manyShortCallsAmongOtherTasksLoseNothing(int count) throws Exception {
    try (var runtime = workers(count)) {
      List<JoinHandle<Integer>> tasks = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        int number = i;
        tasks.add(
            runtime.spawn(
                i % 4 == 0
                    ? blocking(() -> {
                      Thread.onSpinWait();
                      return number;
                    })
                    : Futures.yields(50).map(yielded -> number)));
      }
      assertThat(runtime.blockOn(Futures.all(tasks)))
          .isEqualTo(IntStream.range(0, 400).boxed().toList());
      assertThat(runtime.metrics().liveTasks()).isZero();
    }
  }

  @Test
  void whatTheCallThrowsComesOutUnchanged() {
    try (var runtime = workers(1)) {
      IOException failure = new IOException("disk on fire");
      JoinHandle<Object> failing =
          runtime.spawn(
              blocking(() -> {
                throw failure;
              }));
      assertThatThrownBy(() -> runtime.blockOn(failing)).isSameAs(failure);
    }
  }

  @Test
  void insideBlockingFormsAreAllowedAndAfterwardsNotAnyMore() throws Exception {
    try (var runtime = workers(1)) {
      Mutex<String> mutex = new Mutex<>("guarded");
      JoinHandle<String> inside =
          runtime.spawn(
              blocking(() -> {
                try (Guard<String> guard = mutex.lockBlocking()) {
                  int yields = AsyncRuntime.current().blockOn(Futures.yields(2));
                  return Pollen.blockInPlace(() -> guard.get() + yields);
                }
              }));
      assertThat(runtime.blockOn(inside)).isEqualTo("guarded2");
      JoinHandle<String> after =
          runtime.spawn(
              blocking(() -> 1)
                  .map(one -> {
                    try (Guard<String> guard = mutex.lockBlocking()) {
                      return guard.get();
                    }
                  }));
      assertThatThrownBy(() -> runtime.blockOn(after))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("a thread that runs tasks");
    }
  }

  @Test
  void aTaskThatIsAbortedDuringItsCallEndsAfterIt() throws Exception {
    try (var runtime = workers(1)) {
      CountDownLatch inside = new CountDownLatch(1);
      CountDownLatch end = new CountDownLatch(1);
      Futures.Stuck after = new Futures.Stuck();
      JoinHandle<Void> task =
          runtime.spawn(
              Async.lazy(() ->
                      Pollen.blockInPlace(() -> {
                        inside.countDown();
                        end.await();
                        return 1;
                      }))
                  .flatMap(one -> after));
      inside.await();
      task.abort();
      assertThat(runtime.blockOn(runtime.spawn(Futures.yields(9)))).isEqualTo(9);
      assertThat(task.isFinished()).isFalse();
      end.countDown();
      assertThatThrownBy(() -> runtime.blockOn(task)).isInstanceOf(TaskCancelledException.class);
      assertThat(after.drops).hasValue(1);
    }
  }

  @Test
  void aRuntimeThatClosesDuringACallWaitsForItAndCancelsItsTask() throws Exception {
    AsyncRuntime runtime = workers(2);
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Futures.Stuck after = new Futures.Stuck();
    JoinHandle<Void> task =
        runtime.spawn(
            Async.lazy(() ->
                    Pollen.blockInPlace(() -> {
                      inside.countDown();
                      end.await();
                      return 1;
                    }))
                .flatMap(one -> after));
    inside.await();
    assertThat(runtime.shutdown(Duration.ZERO)).isFalse();
    end.countDown();
    runtime.close();
    assertThat(task.isFinished()).isTrue();
    assertThat(after.drops).hasValue(1);
  }

  @Test
  void aCurrentThreadRuntimeRefusesAndSaysWhatToDo() throws Exception {
    try (var runtime = AsyncRuntime.currentThread()) {
      assertThatThrownBy(() -> runtime.blockOn(blocking(() -> 1)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("await(spawnBlocking(...))");
      assertThat(runtime.blockOn(runtime.spawnBlocking(() -> Pollen.blockInPlace(() -> 2))))
          .isEqualTo(2);
    }
  }
}
