package io.pollen.transform;

import java.util.Random;
import org.junit.jupiter.api.Test;

/// See [Differential]. The seed is printed; `-Dpollen.differential.seed` repeats a run, and
/// `-Dpollen.differential.programs` sets its length.
class DifferentialTest {
  private static final int PROGRAMS = Integer.getInteger("pollen.differential.programs", 2_000);

  @Test
  void randomProgramsDoTheSameAsynchronously() throws Exception {
    long seed = Long.getLong("pollen.differential.seed", new Random().nextLong());
    var differential = new Differential(Compiled::of, seed);
    differential.runRandom(PROGRAMS);
    differential.assertSame();
  }
}
