package io.pollen.runtime.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Context;
import io.pollen.Waker;
import io.pollen.runtime.task.TaskLabel;
import io.pollen.woven.RawFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The guarantee of `docs/fairness.md`, counted in polls: no task that is ready waits for more than
/// a fixed number of polls for each task that was ready when it became so, whatever the others do.
///
/// The workers are stepped on one thread, in an order that a seed decides, so a failure repeats.
@Timeout(60)
class FairnessTest {
  private static final int EVENTS = 61;
  private static final int POLLS = 20_000;

  /// How long a poll of the sibling of a stuck worker takes.
  private static final long POLL_NANOS = 100_000;

  private final Map<String, Double> worst = new TreeMap<>();
  private final List<Load> loads = new ArrayList<>();
  private int polls;
  private int ready;

  /// Never ends by itself, and notes how long it waits whenever it is ready.
  private final class Load extends RawFuture<Void> {
    private final String kind;
    private final Act act;
    private @Nullable Waker waker;
    private int readySince;
    private int readyThen;
    private boolean waits;

    Load(String kind, Act act) {
      this.kind = kind;
      this.act = act;
      becomeReady();
    }

    private void becomeReady() {
      if (!waits) {
        waits = true;
        readySince = polls;
        readyThen = ++ready;
      }
    }

    @Override
    public @Nullable Object pollRaw(Context cx) {
      worst.merge(kind, (double) (polls - readySince) / readyThen, Math::max);
      polls++;
      ready--;
      waits = false;
      waker = cx.waker();
      return act.act(this, cx) ? PENDING : null;
    }

    boolean wake() {
      becomeReady();
      if (waker != null) {
        waker.wake();
      }
      return true;
    }

    boolean yield(Context cx) {
      becomeReady();
      cx.defer();
      return true;
    }

    /// The longest wait so far, for those that have not been polled again.
    void noteUnfinishedWait() {
      if (waits) {
        worst.merge(kind, (double) (polls - readySince) / readyThen, Math::max);
      }
    }
  }

  private interface Act {
    /// @return whether it goes on
    boolean act(Load self, Context cx);
  }

  private Load load(MultiThread scheduler, String kind, Act act) {
    Load load = new Load(kind, act);
    loads.add(load);
    scheduler.spawn(load, TaskLabel.named(kind));
    return load;
  }

  private void selfWaking(MultiThread scheduler, int count) {
    for (int i = 0; i < count; i++) {
      load(scheduler, "wakes itself", (self, cx) -> self.wake());
    }
  }

  private void yielding(MultiThread scheduler, int count) {
    for (int i = 0; i < count; i++) {
      load(scheduler, "yields", Load::yield);
    }
  }

  /// Two that wake each other would keep the LIFO slot for ever.
  private void pingPong(MultiThread scheduler, int pairs) {
    for (int i = 0; i < pairs; i++) {
      Load[] pair = new Load[2];
      pair[0] = load(scheduler, "ping-pong", (self, cx) -> pair[1].wake());
      pair[1] = load(scheduler, "ping-pong", (self, cx) -> pair[0].wake());
    }
  }

  /// As many as come from outside at each poll; each ends at once.
  private void flood(MultiThread scheduler, Carrier carrier, Worker worker, int count) {
    carrier.carry(null);
    for (int i = 0; i < count; i++) {
      Load load = new Load("from outside", (self, cx) -> false);
      scheduler.spawn(load, TaskLabel.NONE);
    }
    carrier.carry(worker);
  }

  /// How many polls a task may wait for each one that is ready: a turn of the worker is at most one
  /// poll and those from the LIFO slot after it, and the injection queue has one of `interval`
  /// turns.
  private static double bound(int workers, int interval) {
    return workers * (1.0 + Worker.LIFO_LIMIT) * (interval + 1);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 2, 0",
    "1, 2, 1",
    "1, 31, 0",
    "1, 31, 1",
    "1, 31, 5",
    "4, 2, 1",
    "4, 31, 0",
    "4, 31, 1",
    "4, 31, 5"
  })
  void nobodyStarvesWhateverTheOthersDo(int workers, int interval, int fromOutside)
      throws InterruptedException {
    MultiThread scheduler = Stepped.scheduler(workers, EVENTS, interval);
    Random order = new Random(42);
    Stepped.on(
        scheduler.workers[0],
        () -> {
          Carrier carrier = (Carrier) Thread.currentThread();
          selfWaking(scheduler, 5);
          yielding(scheduler, 10);
          pingPong(scheduler, 3);
          Load patient = load(scheduler, "woken now and then", (self, cx) -> true);
          while (polls < POLLS) {
            Worker worker = scheduler.workers[order.nextInt(workers)];
            carrier.carry(worker);
            worker.step();
            flood(scheduler, carrier, worker, fromOutside);
            if (order.nextInt(100) == 0) {
              patient.wake();
            }
          }
        });
    loads.forEach(Load::noteUnfinishedWait);
    System.out.printf(
        "%d workers, interval %d, %d from outside at each step: polls waited for each ready: %s%n",
        workers, interval, fromOutside, worst);
    assertThat(worst)
        .containsKeys("wakes itself", "yields", "ping-pong", "woken now and then")
        .allSatisfy((kind, wait) -> assertThat(wait).isLessThanOrEqualTo(bound(workers, interval)));
  }

  /// One worker is in a poll that does not return; the other one is busy, too. What waits behind
  /// the long poll, in the ring and in the LIFO slot, goes on after two looks of the sibling.
  @Test
  void nobodyWaitsForTheEndOfALongPoll() throws InterruptedException {
    long[] now = {0};
    MultiThread scheduler = Stepped.scheduler(2, EVENTS, 31, () -> now[0]);
    Worker stuck = scheduler.workers[0];
    Worker sibling = scheduler.workers[1];
    int[] looks = {0};
    Stepped.on(
        stuck,
        () -> {
          Carrier carrier = (Carrier) Thread.currentThread();
          Load inSlot = load(scheduler, "in the LIFO slot", (self, cx) -> true);
          carrier.carry(sibling);
          yielding(scheduler, 1);
          sibling.step();
          carrier.carry(stuck);
          stuck.step();
          int begun = polls;
          load(
              scheduler,
              "long poll",
              (self, cx) -> {
                inSlot.wake();
                for (int i = 0; i < 3; i++) {
                  load(scheduler, "in the ring", (other, context) -> true);
                }
                carrier.carry(sibling);
                while (loads.stream().anyMatch(load -> load.waits && !load.kind.equals("yields"))) {
                  now[0] += POLL_NANOS;
                  looks[0]++;
                  sibling.step();
                }
                carrier.carry(stuck);
                return false;
              });
          while (looks[0] == 0) {
            stuck.step();
          }
          assertThat(polls).isGreaterThan(begun + 4);
        });
    System.out.println("behind a long poll: all polled after " + now[0] / 1_000 + " µs");
    // The sibling's first look may be a whole round of its own polls away.
    assertThat(now[0]).isLessThanOrEqualTo(2 * Worker.SENTRY_NANOS + (EVENTS + 20) * POLL_NANOS);
  }
}
