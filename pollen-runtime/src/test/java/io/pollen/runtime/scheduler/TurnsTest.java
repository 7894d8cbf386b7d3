package io.pollen.runtime.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Context;
import io.pollen.Waker;
import io.pollen.runtime.task.TaskLabel;
import io.pollen.woven.RawFuture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Whose turn it is on one worker: budget, LIFO slot, the intervals of queue and events, fairness.
@Timeout(30)
class TurnsTest {
  private static final int EVENTS = 7;
  private static final int INJECT = 5;
  private final MultiThread scheduler = Stepped.scheduler(1, EVENTS, INJECT);
  private final Worker worker = scheduler.workers[0];
  private final List<String> turns = new ArrayList<>();

  /// Notes its turn and does `act`; never ends.
  private final class Notes extends RawFuture<Void> {
    private final String name;
    private final Act act;
    @Nullable Waker waker;

    Notes(String name, Act act) {
      this.name = name;
      this.act = act;
    }

    @Override
    public Object pollRaw(Context cx) {
      waker = cx.waker();
      turns.add(name);
      act.act(cx);
      return PENDING;
    }

    void wake() {
      if (waker != null) {
        waker.wake();
      }
    }
  }

  private interface Act {
    void act(Context cx);
  }

  private Notes spawn(String name, Act act) {
    Notes notes = new Notes(name, act);
    scheduler.spawn(notes, TaskLabel.named(name));
    return notes;
  }

  private void steps(int polls) throws InterruptedException {
    Stepped.on(
        worker,
        () -> {
          for (int left = polls; left > 0; ) {
            left -= worker.step() == Step.POLLED ? 1 : 0;
          }
        });
  }

  private static int spend(Context cx) {
    int spent = 0;
    while (cx.proceed()) {
      spent++;
    }
    return spent;
  }

  @Test
  void aPollMayCompleteOneHundredTwentyEightOperationsThenTheOthersHaveTheirTurn()
      throws InterruptedException {
    spawn("greedy", cx -> turns.add("spent " + spend(cx)));
    spawn("other", cx -> cx.defer());
    steps(4);
    assertThat(turns)
        .containsExactly("greedy", "spent 128", "other", "greedy", "spent 128", "other");
  }

  @Test
  void aFloodFromOutsideStandsInTheSameLineAsTheWorkersOwnTasks() throws InterruptedException {
    spawn("busy", cx -> cx.defer());
    steps(1);
    for (int i = 0; i < 60; i++) {
      spawn("flood", cx -> {});
    }
    steps(INJECT * 60 / 2 + INJECT);
    assertThat(turns.stream().filter("flood"::equals))
        .as("one look, more than one task")
        .hasSize(60);
    assertThat(turns.stream().filter("busy"::equals).count()).isGreaterThan(30);
  }

  @Test
  void anOperationThatWasPendingGivesItsUnitBack() throws InterruptedException {
    spawn(
        "waits",
        cx -> {
          for (int i = 0; i < 1_000; i++) {
            assertThat(cx.proceed()).isTrue();
            cx.refund();
          }
          turns.add("spent " + spend(cx));
        });
    steps(1);
    assertThat(turns).containsExactly("waits", "spent 128");
  }

  @Test
  void aTaskFromTheLifoSlotLivesOnTheBudgetOfItsWaker() throws InterruptedException {
    boolean[] spends = new boolean[1];
    Notes woken =
        spawn(
            "woken",
            cx -> {
              if (spends[0]) {
                turns.add("spent " + spend(cx));
              }
            });
    steps(1);
    turns.clear();
    spends[0] = true;
    spawn(
        "waker",
        cx -> {
          for (int i = 0; i < 100; i++) {
            cx.proceed();
          }
          woken.wake();
        });
    steps(2);
    assertThat(turns).containsExactly("waker", "woken", "spent 28");
  }

  @Test
  void atMostThreePollsInARowComeFromTheLifoSlot() throws InterruptedException {
    Notes[] pair = new Notes[2];
    pair[0] = spawn("ping", cx -> pair[1].wake());
    pair[1] = spawn("pong", cx -> pair[0].wake());
    spawn("other", Context::defer);
    steps(40);
    // Without the limit the two would hand the worker to each other for ever.
    int longest = 0;
    int row = 0;
    for (String turn : turns) {
      row = turn.equals("other") ? 0 : row + 1;
      longest = Math.max(longest, row);
    }
    assertThat(turns.stream().filter("other"::equals).count()).isGreaterThanOrEqualTo(7);
    assertThat(longest).as("turns between two of the other task: %s", turns).isLessThanOrEqualTo(5);
  }

  @Test
  void aTaskFromOutsideHasItsTurnWithinTheInjectionInterval() throws InterruptedException {
    spawn("busy", Context::defer);
    spawn("busy", Context::defer);
    steps(20);
    turns.clear();
    spawn("outside", cx -> {});
    steps(INJECT);
    assertThat(turns).contains("outside");
  }

  @Test
  void eventsHaveTheirTurnAtLeastOncePerInterval() throws InterruptedException {
    spawn("busy", Context::defer);
    spawn("busy", Context::defer);
    steps(1);
    int before = worker.maintenances();
    steps(10 * EVENTS);
    assertThat(worker.maintenances() - before).isEqualTo(10);
  }

  /// The ring holds four of them: the others pass through the injection queue.
  @Test
  void everybodyHasTheSameShareWhateverQueueItIsIn() throws InterruptedException {
    int tasks = 40;
    int rounds = 50;
    int[] shares = new int[tasks];
    for (int i = 0; i < tasks; i++) {
      int me = i;
      spawn(
          "task",
          cx -> {
            shares[me]++;
            cx.defer();
          });
    }
    steps(tasks * rounds);
    assertThat(Arrays.stream(shares).min().orElse(0)).isGreaterThanOrEqualTo(rounds / 2);
    assertThat(Arrays.stream(shares).max().orElse(0)).isLessThanOrEqualTo(rounds * 2);
  }
}
