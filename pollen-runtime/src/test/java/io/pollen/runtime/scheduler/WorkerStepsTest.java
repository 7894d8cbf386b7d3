package io.pollen.runtime.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.pollen.Context;
import io.pollen.Waker;
import io.pollen.runtime.Pollen;
import io.pollen.runtime.seam.Idler;
import io.pollen.runtime.task.Failures;
import io.pollen.runtime.task.TaskLabel;
import io.pollen.woven.RawFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Several workers stepped on one thread in an order that a seed decides. A worker that parks is
/// stepped again only after somebody has woken it, and timeouts never end: a lost wake shows as a
/// standstill.
@Timeout(60)
class WorkerStepsTest {
  private static final int ROUNDS = 60;

  private static final class Bed implements Idler {
    private boolean told;

    @Override
    public void park(long timeoutNanos) {
      throw new AssertionError("steps never park");
    }

    @Override
    public void unpark() {
      told = true;
    }
  }

  /// Does something else at each poll, as chance has it, and counts what happens to it.
  private final class Wanderer extends RawFuture<Integer> {
    private int left = 1 + chance.nextInt(12);
    private boolean polling;
    private boolean over;
    private int drops;
    private @Nullable Waker waker;

    @Override
    public @Nullable Object pollRaw(Context cx) throws Exception {
      assertThat(polling).as("polled while it is polled").isFalse();
      assertThat(over).as("polled after its end").isFalse();
      polling = true;
      try {
        return act(cx);
      } finally {
        polling = false;
      }
    }

    private @Nullable Object act(Context cx) throws Exception {
      if (left-- == 0) {
        over = true;
        return 1;
      }
      waker = cx.waker();
      switch (chance.nextInt(6)) {
        case 0 -> RawFuture.poll(Pollen.yieldNow(), cx);
        case 1 -> waker.wake();
        case 2 -> {
          waker.wake();
          someWanderer().wakeIfWaiting();
        }
        case 3 -> cx.withWaker(Waker.of(waker::wake)).defer();
        case 4 -> {
          if (wanderers.size() < 400) {
            spawnOne();
          }
          waker.wake();
        }
        default -> waiting.add(waker);
      }
      return PENDING;
    }

    private void wakeIfWaiting() {
      if (waker != null) {
        waker.wake();
      }
    }

    @Override
    public void drop() {
      assertThat(polling).as("dropped while it is polled").isFalse();
      drops++;
      over = true;
    }
  }

  private Random chance = new Random();
  private final List<Wanderer> wanderers = new ArrayList<>();
  private final List<Waker> waiting = new ArrayList<>();
  private MultiThread scheduler = start(1, 0);
  private @Nullable Carrier carrier;
  private @Nullable Throwable failure;

  private MultiThread start(int workers, long seed) {
    Config config =
        Stepped.config(workers, 61, 0, seed, new Failures((task, cause) -> failure = cause));
    return new MultiThread(
        config,
        (events, surplus) -> {
          return new Bed();
        });
  }

  private Wanderer someWanderer() {
    return wanderers.get(chance.nextInt(wanderers.size()));
  }

  private void spawnOne() {
    wanderers.add(new Wanderer());
    scheduler.spawn(wanderers.getLast(), TaskLabel.NONE);
  }

  /// Steps some worker that is awake.
  ///
  /// @return false when all are parked
  private boolean stepOne(boolean[] parked, boolean[] ended) {
    List<Integer> awake = new ArrayList<>();
    for (int i = 0; i < scheduler.workers.length; i++) {
      if (!ended[i] && (!parked[i] || bed(scheduler.workers[i]).told)) {
        awake.add(i);
      }
    }
    if (awake.isEmpty()) {
      return false;
    }
    int i = awake.get(chance.nextInt(awake.size()));
    if (parked[i]) {
      parked[i] = false;
      bed(scheduler.workers[i]).told = false;
    }
    carrier.carry(scheduler.workers[i]);
    Worker worker = scheduler.workers[i];
    Step step = worker.helm.isDismissed() ? worker.stepOrRetire() : worker.step();
    carrier.carry(null);
    parked[i] = step == Step.PARK;
    ended[i] = step == Step.END;
    if (ended[i]) {
      worker.helm.end();
    }
    return true;
  }

  private static Bed bed(Worker worker) {
    return (Bed) worker.idler();
  }

  /// A surplus worker comes or goes, beside one that may just be about to do anything.
  private void changeStrength(boolean[] parked, boolean[] ended) {
    Worker[] workers = scheduler.workers;
    Worker one = workers[chance.nextInt(workers.length)];
    if (one.base != null) {
      scheduler.surplus().dismiss(one);
    } else if (scheduler.phase() == Phase.OPEN || !scheduler.isEmpty()) {
      Worker added = scheduler.surplus().join(one);
      if (added != null) {
        parked[added.index] = false;
        ended[added.index] = false;
      }
    }
  }

  private void run(int workers, long seed, boolean close, boolean surplus) {
    chance = new Random(seed);
    wanderers.clear();
    waiting.clear();
    scheduler = start(workers, seed);
    boolean[] parked = new boolean[workers + 16];
    boolean[] ended = new boolean[workers + 16];
    for (int i = 0; i < 30; i++) {
      spawnOne();
    }
    int closeAfter = close ? chance.nextInt(600) : Integer.MAX_VALUE;
    for (int steps = 0; ; steps++) {
      if (steps == closeAfter) {
        scheduler.cancelAll();
      }
      if (surplus && chance.nextInt(8) == 0) {
        changeStrength(parked, ended);
      }
      if (chance.nextInt(10) == 0 && !waiting.isEmpty()) {
        waiting.remove(chance.nextInt(waiting.size())).wake(); // from outside
      }
      if (!stepOne(parked, ended)) {
        if (waiting.isEmpty()) {
          break;
        }
        waiting.removeLast().wake();
      }
    }
    if (close) {
      scheduler.cancelAll();
      // While it closes, a worker waits in short sleeps for tasks that are its own but run
      // elsewhere.
      for (int sleeps = 0; sleeps < 3; sleeps++) {
        while (stepOne(parked, ended)) {}
        scheduler.nudge();
      }
      for (int i = 0; i < scheduler.workers.length; i++) {
        assertThat(ended[i]).as("worker %d ended", i).isTrue();
      }
      assertThat(hasEnded()).as("the scheduler ended").isTrue();
    }
    assertThat(wanderers)
        .allSatisfy(one -> {
          assertThat(one.over).as("came to its end").isTrue();
          assertThat(one.drops).as("drops").isEqualTo(one.left < 0 ? 0 : 1);
        });
    assertThat(scheduler.metrics().liveTasks()).isZero();
    assertThat(failure).isNull();
  }

  private boolean hasEnded() {
    try {
      return scheduler.awaitEnd(Duration.ZERO);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, false", "2, false", "4, false", "1, true", "2, true", "4, true"})
  void everyTaskComesToItsEndExactlyOnceWhateverTheOrder(int workers, boolean close)
      throws Exception {
    inManyOrders(workers, close, false);
  }

  @ParameterizedTest
  @CsvSource({"1, false", "2, false", "4, false", "1, true", "2, true", "4, true"})
  void soItDoesWhileSurplusWorkersComeAndGo(int workers, boolean close) throws Exception {
    inManyOrders(workers, close, true);
  }

  private void inManyOrders(int workers, boolean close, boolean surplus) throws Exception {
    long first = 42;
    Throwable[] broken = new Throwable[1];
    carrier =
        new Carrier(
            () -> {
              for (long seed = first; seed < first + ROUNDS && broken[0] == null; seed++) {
                try {
                  run(workers, seed, close, surplus);
                } catch (Throwable t) {
                  broken[0] = new AssertionError("seed " + seed, t);
                }
              }
            },
            "steps",
            0);
    carrier.start();
    carrier.join();
    assertThatCode(
            () -> {
              if (broken[0] != null) {
                throw broken[0];
              }
            })
        .doesNotThrowAnyException();
  }
}
