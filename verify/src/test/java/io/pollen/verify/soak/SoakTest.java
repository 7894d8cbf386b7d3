package io.pollen.verify.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Two minutes of it for every build; `-Dpollen.soak.seconds=1800` makes it long, and
/// `-Dpollen.soak.seed=...` repeats a mix.
class SoakTest {
  private static final int SECONDS = Integer.getInteger("pollen.soak.seconds", 120);
  private static final long SEED = Long.getLong("pollen.soak.seed", System.nanoTime());

  @Test
  void everythingEndsOnceAndNothingIsLeftRoundAfterRound() throws Exception {
    System.out.println("soak of " + SECONDS + " s with the seed " + SEED);
    Soak soak =
        new Soak(Duration.ofSeconds(SECONDS), SEED, line -> System.out.println("soak: " + line));
    assertThat(soak.run()).isNotEmpty();
  }
}
