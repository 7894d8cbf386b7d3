package io.pollen.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Async;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.runtime.task.JoinHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class SpawnAllTest {
  /// More than a worker's ring holds.
  private static final int MANY = 1_000;

  private static List<Future<Integer>> numbers(int count, List<Integer> polled) {
    List<Future<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = i;
      futures.add(cx -> {
        polled.add(number);
        return Poll.ready(number);
      });
    }
    return futures;
  }

  @ParameterizedTest
  @EnumSource
  void handlesAnswerInTheOrderOfTheirFuturesFromOutsideAndFromATask(RuntimeTest.Kind kind)
      throws Exception {
    try (var runtime = kind.runtime()) {
      List<Future<Integer>> futures = new ArrayList<>();
      List<Integer> expected = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        futures.add(Futures.yields(i % 3));
        expected.add(i % 3);
      }
      List<JoinHandle<Integer>> outside = runtime.spawnAll(futures);
      assertThat(runtime.blockOn(Futures.all(outside))).isEqualTo(expected);

      futures.replaceAll(future -> Futures.yields(1));
      List<JoinHandle<Integer>> inside =
          runtime.blockOn(runtime.spawn(cx -> Poll.ready(Pollen.spawnAll(futures))));
      assertThat(runtime.blockOn(Futures.all(inside))).hasSize(MANY).containsOnly(1);
      assertThat(runtime.metrics().liveTasks()).isZero();
    }
  }

  @Test
  void aFewTasksFromOutsideAreFirstPolledInTheirOrder() throws Exception {
    try (var runtime = AsyncRuntime.currentThread()) {
      List<Integer> polled = new ArrayList<>();
      runtime.blockOn(Futures.all(runtime.spawnAll(numbers(20, polled))));
      assertThat(polled).hasSize(20).isSorted();
    }
  }

  @Test
  void nothingOfNothing() {
    try (var runtime = AsyncRuntime.currentThread()) {
      assertThat(runtime.spawnAll(List.<Future<Integer>>of())).isEmpty();
    }
  }

  @Test
  void oneNullAndNothingStarts() throws Exception {
    try (var runtime = AsyncRuntime.currentThread()) {
      List<Integer> polled = new ArrayList<>();
      List<Future<Integer>> futures = numbers(MANY, polled);
      futures.set(MANY - 1, null);
      assertThatThrownBy(() -> runtime.spawnAll(futures)).isInstanceOf(NullPointerException.class);
      runtime.blockOn(Futures.yields(2 * MANY));
      assertThat(polled).isEmpty();
    }
  }

  @Test
  void aClosedRuntimeDropsThemAll() {
    AsyncRuntime runtime = AsyncRuntime.builder().workerThreads(1).build();
    runtime.close();
    List<Futures.Stuck> late = List.of(new Futures.Stuck(), new Futures.Stuck());
    assertThat(runtime.spawnAll(late)).allMatch(JoinHandle::isFinished);
    assertThat(late).allSatisfy(future -> assertThat(future.drops).hasValue(1));
  }

  @ParameterizedTest
  @EnumSource
  void aRunningTaskKnowsItsNumberAndName(RuntimeTest.Kind kind) throws Exception {
    try (var runtime = kind.runtime()) {
      Future<List<Object>> asks =
          cx -> {
            var info = AsyncRuntime.currentTask().orElseThrow();
            return Poll.ready(Arrays.asList(Pollen.taskId(), info.id(), info.name()));
          };
      JoinHandle<List<Object>> named = runtime.task().name("asker").spawn(asks);
      assertThat(runtime.blockOn(named)).containsExactly(named.id(), named.id(), "asker");
      JoinHandle<Long> other = runtime.spawn(Async.lazy(Pollen::taskId));
      assertThat(runtime.blockOn(other)).isEqualTo(other.id()).isNotEqualTo(named.id());
    }
  }

  @Test
  void outsideOfATaskThereIsNoNumber() throws Exception {
    assertThat(AsyncRuntime.currentTask()).isEmpty();
    assertThatThrownBy(Pollen::taskId)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no task here");
    try (var runtime = AsyncRuntime.builder().workerThreads(1).build()) {
      assertThat(runtime.blockOn(runtime.spawnBlocking(AsyncRuntime::currentTask))).isEmpty();
    }
  }
}
