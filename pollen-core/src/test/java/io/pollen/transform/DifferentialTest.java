package io.pollen.transform;

import static io.pollen.Async.async;
import static io.pollen.Async.await;

import io.pollen.Future;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// See [Differential]. The seed is printed; `-Dpollen.differential.seed` repeats a run, and
/// `-Dpollen.differential.programs` sets its length.
class DifferentialTest {
  /// So deep that polls jump over the middle.
  private static final int DEPTH = 100;

  private static final int PROGRAMS = Integer.getInteger("pollen.differential.programs", 1_200);

  @Test
  void randomProgramsDoTheSameAsynchronously() throws Exception {
    long seed = Long.getLong("pollen.differential.seed", new Random().nextLong());
    var differential = new Differential(Compiled::of, seed);
    differential.runRandom(PROGRAMS);
    differential.assertSame();
  }

  @Test
  void theyDoSoAtTheEndOfALongChain() throws Exception {
    long seed = Long.getLong("pollen.differential.seed", new Random().nextLong());
    var differential = new Differential(Compiled::of, program -> deep(DEPTH, program), seed);
    differential.runRandom(PROGRAMS / 10);
    differential.assertSame();
  }

  private static Future<String> deep(int depth, Future<String> program) {
    return async(() -> await(depth == 0 ? program : deep(depth - 1, program)));
  }
}
