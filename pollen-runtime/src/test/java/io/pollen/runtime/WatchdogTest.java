package io.pollen.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Async;
import io.pollen.Future;
import io.pollen.Logged;
import io.pollen.Poll;
import io.pollen.Waker;
import io.pollen.runtime.observe.TaskDump;
import io.pollen.runtime.scheduler.RuntimeHooks;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.time.TestClock;
import io.pollen.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Nothing here waits for time to pass: a poll is stuck until the test has seen what it looks for.
@Timeout(30)
class WatchdogTest {
  private static final Duration SHORT = Duration.ofMillis(20);

  private record Told(TaskDump poll, Duration lasted) {}

  /// What the hook is told.
  private static final class Reports implements RuntimeHooks {
    final BlockingQueue<Told> all = new LinkedBlockingQueue<>();

    @Override
    public void onLongPoll(TaskDump poll, Duration lasted) {
      all.add(new Told(poll, lasted));
    }

    Told next() throws InterruptedException {
      Told told = all.poll(20, TimeUnit.SECONDS);
      assertThat(told).as("a report").isNotNull();
      return told;
    }
  }

  /// A poll that holds its thread until it is told to go on.
  private static final class Block implements Future<String> {
    final CountDownLatch inside = new CountDownLatch(1);
    final CountDownLatch end = new CountDownLatch(1);

    @Override
    public Poll<String> poll(io.pollen.Context cx) throws Exception {
      inside.countDown();
      end.await();
      return Poll.ready("over");
    }
  }

  private final Reports reports = new Reports();

  private RuntimeBuilder builder() {
    return AsyncRuntime.builder().name("watched").watchdog(SHORT).hooks(reports);
  }

  /// 0 for a current-thread runtime, driven by a thread of its own.
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void aLongPollIsReportedOnceWithItsTaskThreadAndLine(int workers) throws Exception {
    List<String> log =
        Logged.during(() -> {
          RuntimeBuilder builder = builder();
          try (var runtime =
              workers == 0
                  ? builder.currentThread().build()
                  : builder.workerThreads(workers).build()) {
            Block block = new Block();
            JoinHandle<String> stuck = runtime.task().name("culprit").spawn(block);
            Thread driver = Thread.ofPlatform().start(() -> finish(runtime, stuck));
            Told told = reports.next();
            assertThat(told.lasted).isGreaterThanOrEqualTo(SHORT);
            TaskDump poll = told.poll;
            assertThat(poll.title()).isEqualTo("task " + stuck.id() + " \"culprit\"");
            assertThat(poll.thread())
                .isEqualTo(workers == 0 ? driver.getName() : poll.thread())
                .startsWith(workers == 0 ? "" : "watched-worker-");
            StackTraceElement line = poll.line().orElseThrow();
            assertThat(line.getClassName()).isEqualTo(Block.class.getName());
            assertThat(line.getMethodName()).isEqualTo("poll");
            assertThat(poll.stack().getFirst().getClassName()).startsWith("jdk.internal");
            // The same poll goes on for as long as a second one takes to be reported.
            if (workers > 0) {
              Block other = new Block();
              JoinHandle<String> second = runtime.task().name("second").spawn(other);
              assertThat(reports.next().poll.name()).isEqualTo("second");
              other.end.countDown();
              runtime.blockOn(second);
            }
            block.end.countDown();
            driver.join();
            assertThat(reports.all).as("further reports").isEmpty();
          }
        });
    assertThat(log.getFirst())
        .startsWith("runtime \"watched\": task ")
        .contains("\"culprit\" has been in one poll for ")
        .contains("WatchdogTest.java:")
        .contains("spawnBlocking")
        .contains("\n    at ");
    assertThat(log.stream().filter(entry -> entry.contains("\"culprit\""))).hasSize(1);
  }

  private static void finish(AsyncRuntime runtime, JoinHandle<String> task) {
    try {
      assertThat(runtime.blockOn(task)).isEqualTo("over");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /// The only worker is stuck, and then whoever stands in for it, several times over: tasks from
  /// outside, tasks that the stuck ones have spawned, and timers go on.
  @Test
  void whateverIsStuckTheOthersGoOn() throws Exception {
    try (var runtime = builder().workerThreads(1).build()) {
      List<Block> blocks = new ArrayList<>();
      List<JoinHandle<Integer>> left = new ArrayList<>();
      List<JoinHandle<String>> stuck = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Block block = new Block();
        blocks.add(block);
        int yields = i;
        stuck.add(
            runtime.spawn(
                Async.lazy(() -> left.add(Pollen.spawn(Futures.yields(yields))))
                    .flatMap(spawned -> block)));
        block.inside.await();
        assertThat(runtime.blockOn(left.getLast())).isEqualTo(yields);
        Future<Integer> sleeps = Time.sleep(Duration.ofMillis(3)).flatMap(s -> Futures.yields(7));
        assertThat(runtime.blockOn(runtime.spawn(sleeps))).isEqualTo(7);
      }
      for (int i = 0; i < 4; i++) {
        reports.next();
      }
      for (int i = 0; i < 4; i++) {
        blocks.get(i).end.countDown();
        assertThat(runtime.blockOn(stuck.get(i))).isEqualTo("over");
        assertThat(runtime.blockOn(runtime.spawn(Futures.yields(50)))).isEqualTo(50);
      }
      assertThat(runtime.metrics().liveTasks()).isZero();
      assertThat(reports.all).as("each was told of once").isEmpty();
    }
  }

  /// The timer was armed on the worker that is stuck when it is due.
  @Test
  void theTimersOfTheOnlyWorkerGoOn() throws Exception {
    try (var runtime = builder().workerThreads(1).build()) {
      List<JoinHandle<Void>> sleepers = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        sleepers.add(runtime.spawn(Time.sleep(Duration.ofMillis(30 + i))));
      }
      Block block = new Block();
      JoinHandle<String> stuck = runtime.spawn(block);
      runtime.blockOn(Futures.all(sleepers));
      assertThat(stuck.isFinished()).isFalse();
      block.end.countDown();
      assertThat(runtime.blockOn(stuck)).isEqualTo("over");
    }
  }

  /// A virtual clock stands still during a poll, however long, and whoever runs beside it.
  @Test
  void aPausedClockStandsStillBehindALongPollAndJumpsAfterwards() throws Exception {
    TestClock clock = new TestClock();
    try (var runtime = builder().workerThreads(1).clock(clock).build()) {
      Block block = new Block();
      JoinHandle<String> stuck = runtime.spawn(block);
      block.inside.await();
      JoinHandle<Void> sleeper = runtime.spawn(Time.sleep(Duration.ofHours(1)));
      assertThat(runtime.blockOn(runtime.spawn(Futures.yields(9)))).isEqualTo(9);
      assertThat(clock.nanos()).isZero();
      assertThat(sleeper.isFinished()).isFalse();
      block.end.countDown();
      runtime.blockOn(sleeper);
      assertThat(clock.nanos()).isEqualTo(Duration.ofHours(1).toNanos());
      assertThat(runtime.blockOn(stuck)).isEqualTo("over");
    }
  }

  /// Also the tasks of the worker that is stuck.
  @Test
  void aRuntimeThatClosesBehindALongPollDropsTheOthersAndEndsWithIt() throws Exception {
    AsyncRuntime runtime = builder().workerThreads(1).build();
    Futures.Stuck before = new Futures.Stuck();
    runtime.spawn(before);
    Block block = new Block();
    JoinHandle<String> stuck = runtime.spawn(block);
    block.inside.await();
    Futures.Stuck beside = new Futures.Stuck();
    runtime.spawn(beside);
    assertThat(runtime.blockOn(runtime.spawn(Futures.yields(1)))).isEqualTo(1);
    assertThat(runtime.shutdown(Duration.ofMillis(20))).isFalse();
    assertThat(before.drops).hasValue(1);
    assertThat(beside.drops).hasValue(1);
    block.end.countDown();
    runtime.close();
    assertThat(stuck.isFinished()).isTrue();
    assertThat(runtime.metrics().liveTasks()).isZero();
  }

  /// What has asked for it is no offence; nor are many short polls, however long they take
  /// together.
  @Test
  void blockInPlaceAndManyShortPollsAreNotReported() throws Exception {
    try (var runtime = builder().workerThreads(1).build()) {
      Block block = new Block();
      JoinHandle<String> blocking =
          runtime.spawn(
              Async.lazy(() ->
                  Pollen.blockInPlace(() -> {
                    block.inside.countDown();
                    block.end.await();
                    return "in place";
                  })));
      block.inside.await();
      Block offence = new Block();
      JoinHandle<String> stuck = runtime.task().name("offence").spawn(offence);
      JoinHandle<Integer> busy = runtime.spawn(Futures.yields(100_000));
      assertThat(reports.next().poll.name()).isEqualTo("offence");
      block.end.countDown();
      offence.end.countDown();
      assertThat(runtime.blockOn(blocking)).isEqualTo("in place");
      runtime.blockOn(stuck);
      runtime.blockOn(busy);
      assertThat(reports.all).isEmpty();
    }
  }

  @Test
  void aPollThatComputesIsReported() throws Exception {
    try (var runtime = builder().workerThreads(1).build()) {
      CountDownLatch end = new CountDownLatch(1);
      JoinHandle<Long> computes =
          runtime.spawn(cx -> {
            long sum = 0;
            while (end.getCount() > 0) {
              sum += sum << 1 ^ 7;
            }
            return Poll.ready(sum);
          });
      Told told = reports.next();
      assertThat(told.poll.id()).isEqualTo(computes.id());
      assertThat(runtime.blockOn(runtime.spawn(Futures.yields(3)))).isEqualTo(3);
      end.countDown();
      runtime.blockOn(computes);
    }
  }

  /// A waker of the program's own that blocks the worker, in its turn for timers.
  @Test
  @SuppressWarnings("pollen:futureNoDrop") // the sleep stays, and its timer with that waker
  void aWakerThatBlocksIsReportedAndStoodInFor() throws Exception {
    try (var runtime = builder().workerThreads(1).build()) {
      CountDownLatch inside = new CountDownLatch(1);
      CountDownLatch end = new CountDownLatch(1);
      Waker blocks =
          Waker.of(() -> {
            inside.countDown();
            try {
              end.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          });
      Future<Void> sleep = Time.sleep(Duration.ofMillis(5));
      JoinHandle<Void> arms =
          runtime.spawn(cx -> {
            sleep.poll(cx.withWaker(blocks));
            return Poll.ready();
          });
      runtime.blockOn(arms);
      inside.await();
      Told told = reports.next();
      assertThat(told.poll.id()).isZero();
      assertThat(told.poll.title()).contains("a waker");
      assertThat(told.poll.line().orElseThrow().getClassName()).contains("WatchdogTest");
      assertThat(runtime.blockOn(runtime.spawn(Futures.yields(3)))).isEqualTo(3);
      end.countDown();
    }
  }

  private static Thread watchdog() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("watched-watchdog"))
        .findFirst()
        .orElse(null);
  }

  @Test
  void anIdleRuntimeLetsTheWatchdogSleepWithoutLimitAndItsEndEndsIt() throws Exception {
    Thread watchdog;
    try (var runtime = builder().workerThreads(2).build()) {
      runtime.blockOn(runtime.spawn(Futures.yields(3)));
      watchdog = watchdog();
      assertThat(watchdog).isNotNull();
      assertThat(watchdog.isDaemon()).isTrue();
      while (watchdog.getState() != Thread.State.WAITING) {
        Thread.onSpinWait(); // TIMED_WAITING between two looks
      }
      Block block = new Block();
      JoinHandle<String> stuck = runtime.spawn(block);
      assertThat(reports.next().poll.id()).as("it is up again").isEqualTo(stuck.id());
      block.end.countDown();
    }
    watchdog.join();
  }

  @Test
  void itCanBeTurnedOffAndHasALeastThreshold() throws Exception {
    try (var runtime = builder().watchdog(Duration.ZERO).build()) {
      runtime.blockOn(runtime.spawn(Futures.yields(3)));
      assertThat(watchdog()).isNull();
    }
    assertThatThrownBy(() -> AsyncRuntime.builder().watchdog(Duration.ofNanos(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 ms");
    assertThatThrownBy(() -> AsyncRuntime.builder().watchdog(Duration.ofMillis(-5)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
