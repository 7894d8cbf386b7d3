package io.pollen.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.tls.Gate.Closing;
import io.pollen.tls.Gate.Entry;
import io.pollen.tls.Gate.Exit;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GateTest {
  private final Gate gate = new Gate();

  @Test
  void whoFindsItTakenIsWokenAtTheExit() {
    assertThat(gate.enter()).isEqualTo(Entry.ENTERED);
    assertThat(gate.enter()).isEqualTo(Entry.TAKEN);
    assertThat(gate.enter()).isEqualTo(Entry.TAKEN);
    assertThat(gate.exit()).isEqualTo(Exit.WAKE_OTHER);
    assertThat(gate.enter()).isEqualTo(Entry.ENTERED);
    assertThat(gate.exit()).isEqualTo(Exit.NOTHING);
  }

  @Test
  void whoIsInsideMayAskTheOtherToLookAgain() {
    assertThat(gate.enter()).isEqualTo(Entry.ENTERED);
    gate.askAgain();
    assertThat(gate.exit()).isEqualTo(Exit.WAKE_OTHER);
  }

  @Test
  void theLastOneInsideReleasesAndNobodyEntersAnyMore() {
    assertThat(gate.enter()).isEqualTo(Entry.ENTERED);
    assertThat(gate.close()).isEqualTo(Closing.LEAVE_TO_INSIDER);
    assertThat(gate.close()).isEqualTo(Closing.ALREADY);
    assertThat(gate.enter()).isEqualTo(Entry.CLOSED);
    assertThat(gate.exit()).isEqualTo(Exit.RELEASE);
    assertThat(gate.enter()).isEqualTo(Entry.CLOSED);

    Gate empty = new Gate();
    assertThat(empty.close()).isEqualTo(Closing.RELEASE);
    assertThat(empty.close()).isEqualTo(Closing.ALREADY);
  }

  /// Two sides on two threads; one that finds it taken sleeps until the other one wakes it.
  @Test
  void noTwoAreInsideAndNoWakeIsLost() throws Exception {
    int rounds = 200_000;
    int[] inside = {0}; // plain: the gate orders it
    List<Semaphore> sides = List.of(new Semaphore(0), new Semaphore(0));
    try (var threads = Executors.newFixedThreadPool(2)) {
      List<Callable<Boolean>> both =
          List.of(
              () -> visit(rounds, inside, sides.get(0), sides.get(1)),
              () -> visit(rounds, inside, sides.get(1), sides.get(0)));
      for (var side : threads.invokeAll(both)) {
        assertThat(side.get()).as("woken each time").isTrue();
      }
    }
    assertThat(inside[0]).isEqualTo(2 * rounds);
  }

  private boolean visit(int rounds, int[] inside, Semaphore own, Semaphore other)
      throws InterruptedException {
    for (int done = 0; done < rounds; ) {
      if (gate.enter() == Entry.TAKEN) {
        if (!own.tryAcquire(20, TimeUnit.SECONDS)) {
          return false;
        }
        continue;
      }
      inside[0]++;
      done++;
      if (gate.exit() == Exit.WAKE_OTHER) {
        other.release();
      }
    }
    return true;
  }
}
