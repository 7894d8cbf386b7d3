package io.pollen.runtime.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PatienceTest {
  private static int looks(Patience patience, int answerAt) {
    int[] looks = {0};
    patience.await(() -> ++looks[0] == answerAt);
    return looks[0];
  }

  @Test
  void aWaitLooksUntilItIsOver() {
    assertThat(looks(new Patience(true), 7)).isEqualTo(7);
    assertThat(looks(new Patience(true), Integer.MAX_VALUE)).isEqualTo(Patience.LOOKS);
  }

  @Test
  void whereItCannotPayNobodyLooks() {
    assertThat(looks(new Patience(false), 1)).isZero();
  }

  @Test
  void longWaitsCostLittleAndShortOnesAreFoundAgain() {
    Patience patience = new Patience(true);
    int looked = 0;
    for (int wait = 0; wait < 100 * Patience.PROBE; wait++) {
      looked += looks(patience, Integer.MAX_VALUE) > 0 ? 1 : 0;
    }
    assertThat(looked).isBetween(100, 120);
    int missed = 0;
    while (looks(patience, 1) == 0) {
      missed++;
    }
    assertThat(missed).isLessThan(Patience.PROBE);
    assertThat(looks(patience, 1)).as("trusted again").isEqualTo(1);
  }
}
