package io.pollen.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.runtime.seam.Clock;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.time.Time;
import io.pollen.woven.RawFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Two workers, one in a long computation: what waits on the busy one goes on.
@Timeout(60)
class StrandedTest {
  private static final int TASKS = 10_000;
  private final Clock clock = Clock.system();
  private final CountDownLatch done = new CountDownLatch(1);

  /// Holds its worker until everything else is done.
  private Future<Boolean> computation() {
    return cx -> Poll.ready(compute());
  }

  private boolean compute() {
    long start = clock.nanos();
    long sink = 0;
    while (done.getCount() > 0 && clock.nanos() - start < 30_000_000_000L) {
      sink += start ^ (sink << 1);
    }
    return done.getCount() == 0 && sink != 42;
  }

  /// Sleeps a few times, and measures how late it is woken.
  private final class Sleeper extends RawFuture<Long> {
    private final long millis;
    private int left = 3;
    private long worst;
    private long due;
    private @Nullable Future<Void> sleep;

    Sleeper(long millis) {
      this.millis = millis;
    }

    @Override
    public @Nullable Object pollRaw(Context cx) throws Exception {
      while (left > 0) {
        if (sleep == null) {
          sleep = Time.sleep(Duration.ofMillis(millis));
          due = clock.nanos() + millis * 1_000_000;
        }
        if (RawFuture.poll(sleep, cx) == PENDING) {
          return PENDING;
        }
        worst = Math.max(worst, clock.nanos() - due);
        sleep = null;
        left--;
      }
      return worst;
    }
  }

  private static long p99(List<Long> nanos) {
    long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    return sorted[sorted.length * 99 / 100] / 1_000_000;
  }

  /// The spawner leaves its tasks' timers on its own worker, where the computation runs then.
  private List<JoinHandle<Long>> spawnSleepers(AsyncRuntime runtime) throws Exception {
    JoinHandle<List<JoinHandle<Long>>> spawner =
        runtime.spawn(cx -> {
          List<JoinHandle<Long>> sleepers = new ArrayList<>();
          for (int i = 0; i < TASKS; i++) {
            sleepers.add(Pollen.spawn(new Sleeper(50 + i % 400)));
          }
          return Poll.ready(sleepers);
        });
    return runtime.blockOn(spawner);
  }

  @Test
  void tasksAndTimersOfABusyWorkerGoOnWithinTwentyMilliseconds() throws Exception {
    try (var runtime = AsyncRuntime.builder().workerThreads(2).name("stranded").build()) {
      // A loaded machine is late by itself: the same tasks without the computation say how late.
      long idle = p99(runtime.blockOn(Futures.all(spawnSleepers(runtime))));
      List<JoinHandle<Long>> sleepers = spawnSleepers(runtime);
      JoinHandle<Boolean> busy = runtime.spawn(computation());
      long late = p99(runtime.blockOn(Futures.all(sleepers)));
      done.countDown();
      assertThat(runtime.blockOn(busy)).as("everything ended during the computation").isTrue();
      assertThat(late).as("p99 in ms (%d without it)", idle).isLessThan(Math.max(20, 3 * idle));
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
