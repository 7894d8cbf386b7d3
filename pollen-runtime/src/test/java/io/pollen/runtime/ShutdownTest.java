package io.pollen.runtime;

import static io.pollen.runtime.Pollen.async;
import static io.pollen.runtime.Pollen.await;
import static io.pollen.runtime.Pollen.spawnBlocking;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.runtime.task.TaskCancelledException;
import io.pollen.time.TestClock;
import io.pollen.time.Time;
import io.pollen.woven.RawFuture;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ShutdownTest {

  /// Ends by itself, or by being dropped, and counts both.
  private static final class Counted extends RawFuture<Void> {
    private final Future<?> inner;
    private final AtomicInteger ends = new AtomicInteger();

    Counted(Future<?> inner) {
      this.inner = inner;
    }

    @Override
    public @Nullable Object pollRaw(Context cx) throws Exception {
      Object answer = RawFuture.poll(inner, cx);
      if (answer == PENDING) {
        return PENDING;
      }
      ends.incrementAndGet();
      return null;
    }

    @Override
    public void drop() {
      ends.incrementAndGet();
      inner.drop();
    }
  }

  @RepeatedTest(20)
  void everyFutureEndsExactlyOnceWhenTheRuntimeClosesAtARandomMoment() throws Exception {
    long seed = System.nanoTime();
    Random chance = new Random(seed);
    AsyncRuntime runtime = AsyncRuntime.builder().workerThreads(1 + chance.nextInt(4)).build();
    List<Counted> all = Collections.synchronizedList(new ArrayList<>());
    int count = 2_000;
    int[] kinds = chance.ints(count, 0, 4).toArray();
    int closeAt = chance.nextInt(count);
    Thread closer = new Thread(runtime::close);
    for (int i = 0; i < count; i++) {
      Counted future =
          new Counted(
              switch (kinds[i]) {
                case 0 -> Time.sleep(Duration.ofMillis(i % 7));
                case 1 -> Time.sleep(Duration.ofHours(1));
                case 2 -> Futures.yields(i % 50);
                default -> new Futures.Stuck();
              });
      all.add(future);
      JoinHandle<Void> handle = runtime.spawn(future);
      if (i % 11 == 0) {
        handle.abort();
      }
      if (i == closeAt) {
        closer.start();
      }
    }
    closer.join();
    assertThat(all).as("seed %d", seed).allSatisfy(future -> assertThat(future.ends).hasValue(1));
    assertThat(runtime.metrics().liveTasks()).isZero();
  }

  /// Needs a few milliseconds to clean up.
  private static final class Cleans extends RawFuture<Void> {
    private final CountDownLatch cleaned = new CountDownLatch(1);
    private final AtomicInteger drops = new AtomicInteger();
    private final Duration takes;
    private @Nullable Future<Void> cleanup;

    Cleans(Duration takes) {
      this.takes = takes;
    }

    @Override
    public Object pollRaw(Context cx) {
      return PENDING;
    }

    @Override
    public Poll<Void> pollCancel(Context cx) {
      try {
        cleanup = cleanup == null ? Time.sleep(takes) : cleanup;
        if (RawFuture.poll(cleanup, cx) == PENDING) {
          return Poll.pending();
        }
      } catch (Exception e) {
        throw new AssertionError(e);
      }
      cleaned.countDown();
      return Poll.ready();
    }

    @Override
    public void drop() {
      drops.incrementAndGet();
      if (cleanup != null) {
        cleanup.drop();
      }
    }
  }

  @Test
  void closeLetsTasksCleanUp() {
    AsyncRuntime runtime = AsyncRuntime.builder().workerThreads(2).build();
    Cleans cleans = new Cleans(Duration.ofMillis(20));
    runtime.spawn(cleans);
    runtime.close();
    assertThat(cleans.cleaned.getCount()).isZero();
    assertThat(cleans.drops).hasValue(0);
  }

  /// Repeated, because it takes a worker that looks for tasks while another one has the only one in
  /// its hands: then the first ends at once, and must not count as awake.
  @RepeatedTest(50)
  void aVirtualClockJumpsForACleanupAlsoWhenTheOtherWorkersHaveNothingToDo() {
    AsyncRuntime runtime =
        AsyncRuntime.builder()
            .workerThreads(4)
            .abortGrace(Duration.ofDays(10))
            .clock(new TestClock())
            .build();
    Cleans cleans = new Cleans(Duration.ofHours(1));
    runtime.spawn(cleans);
    assertThat(runtime.shutdown(Duration.ofSeconds(10))).isTrue();
    assertThat(cleans.cleaned.getCount()).isZero();
    assertThat(cleans.drops).hasValue(0);
  }

  @Test
  void shutdownDropsWhatIsNotCleanInTime() {
    AsyncRuntime runtime = AsyncRuntime.builder().workerThreads(2).build();
    Cleans cleans = new Cleans(Duration.ofHours(1));
    runtime.spawn(cleans);
    assertThat(runtime.shutdown(Duration.ofMillis(30))).isTrue();
    assertThat(cleans.drops).hasValue(1);
  }

  @Test
  void anAbortedTaskIsDroppedWhenItsGraceIsOver() {
    try (var runtime =
        AsyncRuntime.builder().workerThreads(2).abortGrace(Duration.ofMillis(20)).build()) {
      Cleans cleans = new Cleans(Duration.ofHours(1));
      JoinHandle<Void> handle = runtime.spawn(cleans);
      handle.abort();
      assertThatThrownBy(() -> runtime.blockOn(handle)).isInstanceOf(TaskCancelledException.class);
      assertThat(cleans.drops).hasValue(1);
    }
  }

  @Test
  void closeFromInsideDoesNotWaitForItself() throws Exception {
    AsyncRuntime runtime = AsyncRuntime.builder().workerThreads(2).build();
    Futures.Stuck stuck = new Futures.Stuck();
    JoinHandle<Void> other = runtime.spawn(stuck);
    runtime.spawn(cx -> {
      runtime.close();
      return Poll.ready();
    });
    assertThatThrownBy(() -> runtime.blockOn(other)).isInstanceOf(TaskCancelledException.class);
    assertThat(stuck.drops).hasValue(1);
    runtime.close();
  }

  @Test
  void aStuckPollDoesNotHoldUpTheOthersAndItsFutureIsDroppedAfterwards() throws Exception {
    AsyncRuntime runtime = AsyncRuntime.builder().workerThreads(2).build();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger drops = new AtomicInteger();
    JoinHandle<Void> stuck =
        runtime.spawn(
            new Future<Void>() {
              @Override
              public Poll<Void> poll(Context cx) throws Exception {
                begun.countDown();
                release.await();
                return Poll.pending();
              }

              @Override
              public void drop() {
                drops.incrementAndGet();
              }
            });
    begun.await();
    Futures.Stuck other = new Futures.Stuck();
    runtime.spawn(other);
    assertThat(runtime.shutdown(Duration.ofMillis(20))).isFalse();
    assertThat(other.drops).hasValue(1);
    assertThat(drops).hasValue(0);
    release.countDown();
    runtime.close();
    assertThat(drops).hasValue(1);
    assertThat(stuck.isFinished()).isTrue();
  }

  /// Those that wait were first suspended by the worker that is stuck: it alone lists them.
  @Test
  void whatAStuckWorkerListsIsDroppedByTheOthers() throws Exception {
    AsyncRuntime runtime = AsyncRuntime.builder().workerThreads(2).build();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    List<Futures.Stuck> waiting = new ArrayList<>();
    runtime.spawn(
        new RawFuture<Void>() {
          @Override
          public Object pollRaw(Context cx) throws Exception {
            if (waiting.isEmpty()) {
              for (int i = 0; i < 20; i++) {
                Futures.Stuck future = new Futures.Stuck();
                waiting.add(future);
                runtime.spawn(future);
              }
            }
            if (!waiting.stream().allMatch(future -> future.polls.get() > 0)) {
              cx.defer();
              return PENDING;
            }
            begun.countDown();
            release.await();
            return PENDING;
          }

          @Override
          public void drop() {}
        });
    begun.await();
    assertThat(runtime.shutdown(Duration.ofMillis(100))).isFalse();
    assertThat(waiting).allSatisfy(future -> assertThat(future.drops).hasValue(1));
    release.countDown();
    runtime.close();
  }

  /// The limit is the closing thread's, not the tasks': a virtual clock may stand still.
  @Test
  void aCurrentThreadRuntimeClosesAlsoWhenItsClockStandsStill() throws Exception {
    AsyncRuntime runtime =
        AsyncRuntime.builder().currentThread().clock(new TestClock().autoAdvance(false)).build();
    Cleans cleans = new Cleans(Duration.ofHours(1));
    runtime.spawn(cleans);
    runtime.blockOn(Futures.yields(1));
    assertThat(runtime.shutdown(Duration.ofMillis(20))).isTrue();
    assertThat(cleans.drops).hasValue(1);
  }

  @Test
  void noDurationIsTooLong() throws Exception {
    Duration longest = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
    AsyncRuntime runtime =
        AsyncRuntime.builder().workerThreads(1).keepAlive(longest).abortGrace(longest).build();
    Cleans cleans = new Cleans(Duration.ofMillis(20));
    JoinHandle<Void> handle = runtime.spawn(cleans);
    handle.abort();
    assertThatThrownBy(() -> runtime.blockOn(handle)).isInstanceOf(TaskCancelledException.class);
    assertThat(cleans.drops).as("patience is not over").hasValue(0);
    assertThat(runtime.blockOn(runtime.spawnBlocking(() -> "ran"))).isEqualTo("ran");
    assertThat(runtime.shutdown(longest)).isTrue();
    AsyncRuntime other = AsyncRuntime.currentThread();
    assertThat(other.shutdown(longest)).isTrue();
  }

  @Test
  void blockOnThatNeverSleepsIsInterruptedAllTheSame() throws Exception {
    for (AsyncRuntime runtime :
        List.of(AsyncRuntime.currentThread(), AsyncRuntime.builder().workerThreads(1).build())) {
      try (runtime) {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> runtime.blockOn(Futures.yields(Integer.MAX_VALUE)))
            .isInstanceOf(InterruptedException.class);
      }
    }
  }

  @Test
  void closeReportsFailuresThatNobodyAwaited() throws Exception {
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    AsyncRuntime runtime =
        AsyncRuntime.builder()
            .workerThreads(1)
            .onTaskFailure((task, failure) -> told.add(task.name() + " " + failure.getMessage()))
            .build();
    JoinHandle<Void> handle =
        runtime
            .task()
            .name("lonely")
            .spawn(
                (Future<Void>)
                    cx -> {
                      throw new IOException("unseen");
                    });
    runtime.blockOn(runtime.spawn(Futures.yields(1))); // behind the other one in the queue
    runtime.close();
    assertThat(told).containsExactly("lonely unseen");
    assertThat(handle.isFinished()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aPollThatMeetsTheClosingRuntimeIsCancelledAndNoFailure(int workers) throws Exception {
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    AsyncRuntime runtime =
        AsyncRuntime.builder()
            .workerThreads(workers)
            .onTaskFailure((task, failure) -> told.add(task.name() + ": " + failure))
            .build();
    CountDownLatch polled = new CountDownLatch(1);
    runtime.spawn(
        async(() -> {
          polled.countDown();
          while (!Pollen.isCancelled()) {
            Thread.onSpinWait();
          }
          while (true) { // one of them is refused, or aborted before it has run
            JoinHandle<Integer> call = spawnBlocking(() -> 1);
            while (!call.isFinished()) {
              Thread.onSpinWait();
            }
            await(call);
          }
        }));
    polled.await();
    runtime.close();
    assertThat(told).isEmpty();
  }

  @Test
  void interruptingBlockOnDropsTheFuture() throws Exception {
    for (AsyncRuntime runtime :
        List.of(AsyncRuntime.currentThread(), AsyncRuntime.builder().workerThreads(1).build())) {
      try (runtime) {
        Futures.Stuck stuck = new Futures.Stuck();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> runtime.blockOn(stuck)).isInstanceOf(InterruptedException.class);
        assertThat(stuck.drops).hasValue(1);
      }
    }
  }
}
