package io.pollen.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Async;
import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.runtime.task.Spawner;
import io.pollen.runtime.task.TaskCancelledException;
import io.pollen.sync.Oneshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class LimitedTest {
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();

  private void begin() {
    most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
  }

  /// Is under way over several polls.
  private Future<Integer> work(int yields) {
    return Async.lazy(
            () -> {
              begin();
              return 0;
            })
        .flatMap(nothing -> Futures.yields(yields))
        .inspect(done -> underWay.decrementAndGet());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void atMostSoManyAreUnderWayAndAllComeToTheirEnd(int limit) throws Exception {
    try (var runtime = AsyncRuntime.builder().workerThreads(4).build()) {
      Spawner limited = runtime.limited(limit);
      List<JoinHandle<Integer>> handles = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        handles.add(limited.spawn(work(i % 7)));
      }
      handles.addAll(limited.spawnAll(List.of(work(1), work(2))));
      assertThat(runtime.blockOn(Futures.all(handles))).hasSize(202);
    }
    assertThat(most.get()).isBetween(1, limit);
  }

  @Test
  void theyBeginInTheOrderOfTheirSpawn() throws Exception {
    List<Integer> order = new ArrayList<>();
    try (var runtime = AsyncRuntime.currentThread()) {
      Spawner limited = runtime.limited(1);
      List<JoinHandle<Boolean>> handles = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        int me = i;
        handles.add(
            limited.spawn(
                Async.lazy(() -> order.add(me)).flatMap(a -> Futures.yields(2).map(n -> a))));
      }
      runtime.blockOn(Futures.all(handles));
    }
    assertThat(order).hasSize(50).isSorted();
  }

  @Test
  void aPlaceComesBackHoweverItsTaskEnds() throws Exception {
    try (var runtime = AsyncRuntime.builder().workerThreads(1).build()) {
      Spawner limited = runtime.limited(1);
      Futures.Stuck first = new Futures.Stuck();
      JoinHandle<Void> holds = limited.spawn(first);
      Futures.Stuck never = new Futures.Stuck();
      JoinHandle<Void> waits = limited.spawn(never);
      JoinHandle<Void> fails = limited.spawn(Async.failed(new IOException("disk on fire")));
      JoinHandle<Integer> last = limited.spawn(Futures.yields(1));
      runtime.blockOn(runtime.spawn(Futures.yields(3)));
      assertThat(never.polls).as("behind the first").hasValue(0);
      waits.abort();
      assertThatThrownBy(() -> runtime.blockOn(waits)).isInstanceOf(TaskCancelledException.class);
      assertThat(never.drops).hasValue(1);
      holds.abort();
      assertThatThrownBy(() -> runtime.blockOn(fails)).hasMessage("disk on fire");
      assertThat(runtime.blockOn(last)).isEqualTo(1);
      assertThat(first.drops).hasValue(1);
    }
  }

  @Test
  void aPlaceIsHeldUntilTheCleanupIsDone() throws Exception {
    Oneshot.Channel<Integer> cleanup = Oneshot.channel();
    CompletableFuture<Void> cleaning = new CompletableFuture<>();
    Future<Void> cleansUp =
        new Future<>() {
          @Override
          public Poll<Void> poll(Context cx) {
            return Poll.pending();
          }

          @Override
          public Poll<Void> pollCancel(Context cx) {
            cleaning.complete(null);
            try {
              return cleanup.receiver().poll(cx).isReady() ? Poll.ready() : Poll.pending();
            } catch (Exception e) {
              throw new AssertionError(e);
            }
          }
        };
    try (var runtime = AsyncRuntime.builder().workerThreads(1).build()) {
      Spawner limited = runtime.limited(1);
      JoinHandle<Void> holds = limited.spawn(cleansUp);
      JoinHandle<Integer> next = limited.spawn(work(0));
      runtime.blockOn(runtime.spawn(Futures.yields(3)));
      holds.abort();
      runtime.blockOn(Async.from(cleaning));
      runtime.blockOn(runtime.spawn(Futures.yields(3)));
      assertThat(next.isFinished()).isFalse();
      cleanup.sender().send(1);
      assertThat(runtime.blockOn(next)).isZero();
    }
  }

  @Test
  void blockingCallsCountToo() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (var runtime = AsyncRuntime.builder().workerThreads(2).build()) {
      Spawner limited = runtime.limited(2);
      List<JoinHandle<String>> handles = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        handles.add(
            limited.spawnBlocking(() -> {
              begin();
              release.await();
              underWay.decrementAndGet();
              return Thread.currentThread().getName();
            }));
      }
      release.countDown();
      assertThat(runtime.blockOn(Futures.all(handles)))
          .hasSize(20)
          .allSatisfy(name -> assertThat(name).startsWith("pollen-blocking-"));
      assertThat(most.get()).isBetween(1, 2);
      JoinHandle<Void> aborted =
          limited.spawnBlocking(() -> {
            new CountDownLatch(1).await();
            return null;
          });
      aborted.abort();
      assertThatThrownBy(() -> runtime.blockOn(aborted)).isInstanceOf(TaskCancelledException.class);
    }
  }
}
