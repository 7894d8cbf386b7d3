package io.pollen.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Context;
import io.pollen.Poll;
import io.pollen.runtime.seam.Clock;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.woven.RawFuture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Two workers, one in a long computation: what waits on the busy one goes on.
@Timeout(60)
class StrandedTest {
  private static final int TASKS = 10_000;
  private static final int ROUNDS = 6;
  private final Clock clock = Clock.system();
  private final CountDownLatch done = new CountDownLatch(1);

  /// Holds a worker until it is told to end, or for thirty seconds.
  private final class Computation {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch told = new CountDownLatch(1);
    private final AsyncRuntime runtime;
    private final JoinHandle<Boolean> task;

    Computation(AsyncRuntime runtime) throws InterruptedException {
      this.runtime = runtime;
      task =
          runtime.spawn(cx -> {
            begun.countDown();
            return Poll.ready(compute(told));
          });
      begun.await();
    }

    /// @return false when it has ended by itself before
    boolean end() throws Exception {
      told.countDown();
      return runtime.blockOn(task);
    }
  }

  private boolean compute() {
    return compute(done);
  }

  private boolean compute(CountDownLatch done) {
    long start = clock.nanos();
    long sink = 0;
    while (done.getCount() > 0 && clock.nanos() - start < 30_000_000_000L) {
      sink += start ^ (sink << 1);
    }
    return done.getCount() == 0 && sink != 42;
  }

  /// A processor that is not there makes everybody late: a round counts when it keeps the bound, or
  /// as much of it as the same tasks beside a plain thread that computes. What is stranded waits
  /// for the end of the computation in every round.
  @Test
  void tasksAndTimersOfABusyWorkerGoOnWithinTwentyMilliseconds() throws Exception {
    List<String> rounds = new ArrayList<>();
    boolean kept = false;
    for (int i = 0; i < ROUNDS && !kept; i++) {
      long control = besideAPlainThread();
      long late = behindABusyWorker();
      rounds.add(late + " ms (" + control + " ms beside a plain thread)");
      kept = late < Math.max(20, control + control / 2);
    }
    System.out.println("p99 of 10,000 tasks with timers of a busy worker: late by " + rounds);
    assertThat(kept).as("late by %s", rounds).isTrue();
  }

  private long besideAPlainThread() throws Exception {
    try (var runtime = AsyncRuntime.builder().workerThreads(1).name("control").build()) {
      CountDownLatch told = new CountDownLatch(1);
      Thread plain = new Thread(() -> compute(told));
      Sleepers sleepers = Sleepers.start(runtime);
      plain.start();
      long late = sleepers.p99LateMillis(runtime);
      told.countDown();
      plain.join();
      return late;
    }
  }

  /// The timers are the busy worker's, because the other one is busy while the tasks fall asleep.
  private long behindABusyWorker() throws Exception {
    try (var runtime = AsyncRuntime.builder().workerThreads(2).name("stranded").build()) {
      Computation other = new Computation(runtime);
      Sleepers sleepers = Sleepers.start(runtime);
      Computation busy = new Computation(runtime);
      assertThat(other.end()).isTrue();
      long late = sleepers.p99LateMillis(runtime);
      assertThat(busy.end()).as("everything ended during the computation").isTrue();
      return late;
    }
  }

  @Test
  void aTaskInTheLifoSlotOfABusyWorkerGoesOn() throws Exception {
    try (var runtime = AsyncRuntime.builder().workerThreads(2).name("stranded").build()) {
      JoinHandle<Integer> waits = runtime.spawn(Futures.yields(3));
      JoinHandle<Integer> woken = runtime.spawn(new WaitsForSignal());
      JoinHandle<Boolean> busy =
          runtime.spawn(cx -> {
            WaitsForSignal.signal(); // into this worker's LIFO slot
            Pollen.spawn(Futures.yields(1)); // into this worker's ring
            return Poll.ready(compute());
          });
      assertThat(runtime.blockOn(Futures.all(Arrays.asList(waits, woken)))).containsExactly(3, 5);
      done.countDown();
      assertThat(runtime.blockOn(busy)).isTrue();
    }
  }

  private static final class WaitsForSignal extends RawFuture<Integer> {
    private static final io.pollen.AtomicWaker WAKER = new io.pollen.AtomicWaker();
    private static volatile boolean signalled;

    static void signal() {
      signalled = true;
      WAKER.wake();
    }

    @Override
    public Object pollRaw(Context cx) {
      WAKER.register(cx.waker());
      return signalled ? 5 : PENDING;
    }
  }

  @Test
  void aFewTasksInTheRingOfABusyWorkerGoOn() throws Exception {
    try (var runtime = AsyncRuntime.builder().workerThreads(2).name("stranded").build()) {
      List<JoinHandle<Integer>> few = new ArrayList<>();
      CountDownLatch spawned = new CountDownLatch(1);
      JoinHandle<Boolean> busy =
          runtime.spawn(cx -> {
            for (int i = 0; i < 7; i++) {
              few.add(Pollen.spawn(Futures.yields(0)));
            }
            spawned.countDown();
            return Poll.ready(compute());
          });
      spawned.await();
      assertThat(runtime.blockOn(Futures.all(few))).hasSize(7);
      done.countDown();
      assertThat(runtime.blockOn(busy)).isTrue();
    }
  }

  /// Whoever keeps watch and finds a long poll itself hands the watch over.
  @Test
  void theLastFreeOfSeveralWorkersKeepsWatch() throws Exception {
    try (var runtime = AsyncRuntime.builder().workerThreads(4).name("stranded").build()) {
      List<Computation> busy = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        busy.add(new Computation(runtime));
      }
      List<JoinHandle<Integer>> handles = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        handles.add(runtime.spawn(Futures.yields(i)));
      }
      runtime.blockOn(Futures.all(handles));
      for (Computation computation : busy) {
        assertThat(computation.end()).isTrue();
      }
    }
  }

  @Test
  void tasksSpawnedFromOutsideRunBesideABusyWorker() throws Exception {
    try (var runtime = AsyncRuntime.builder().workerThreads(2).name("stranded").build()) {
      CountDownLatch begun = new CountDownLatch(1);
      JoinHandle<Boolean> busy =
          runtime.spawn(cx -> {
            begun.countDown();
            return Poll.ready(compute());
          });
      begun.await();
      List<JoinHandle<Integer>> handles = new ArrayList<>();
      for (int i = 0; i < TASKS; i++) {
        handles.add(runtime.spawn(Futures.yields(i % 3)));
      }
      runtime.blockOn(Futures.all(handles));
      done.countDown();
      assertThat(runtime.blockOn(busy)).isTrue();
    }
  }
}
