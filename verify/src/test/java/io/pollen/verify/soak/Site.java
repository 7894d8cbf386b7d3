package io.pollen.verify.soak;

import io.pollen.runtime.task.Spawner;
import java.util.List;
import java.util.Random;

/// Where an activity runs.
///
/// @param ledger the round's
/// @param stepsAside whether blockInPlace is allowed
/// @param servers the ports of the round's echo servers
/// @param abroad other runtimes of the round
record Site(Ledger ledger, boolean stepsAside, List<Integer> servers, List<Spawner> abroad) {

  static <T> T oneOf(List<T> things, Random random) {
    return things.get(random.nextInt(things.size()));
  }
}
