package io.pollen.runtime;

import io.pollen.runtime.blocking.BlockingPool;
import io.pollen.runtime.observe.TaskDump;
import java.time.Duration;
import java.util.List;

/// A runtime's threads beside the workers: many for calls that block, one for each processor for
/// calls that compute.
record Pools(BlockingPool blocking, BlockingPool compute) {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /// Logs, once, that the blocking pool is too small for what is asked of it.
  void warnOfSaturation(String runtime, int most) {
    blocking.watchForSaturation(
        PATIENCE,
        pool ->
            System.getLogger("io.pollen")
                .log(
                    System.Logger.Level.WARNING,
                    "all "
                        + most
                        + " threads for blocking calls of runtime \""
                        + runtime
                        + "\" have been busy for a second while calls waited ("
                        + pool
                        + "): raise maxBlockingThreads(...), or look whether the calls wait for"
                        + " each other"));
  }

  boolean areQuiet() {
    return blocking.isQuiet() && compute.isQuiet();
  }

  void dump(List<TaskDump> into) {
    blocking.dump(into);
    compute.dump(into);
  }

  void close() {
    blocking.close();
    compute.close();
  }

  void interruptAll() {
    blocking.interruptAll();
    compute.interruptAll();
  }

  /// @param limit for each of them
  boolean awaitEnd(Duration limit) throws InterruptedException {
    return blocking.awaitEnd(limit) && compute.awaitEnd(limit);
  }
}
