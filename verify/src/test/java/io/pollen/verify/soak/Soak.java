package io.pollen.verify.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// Rounds until the time is over, and what the process holds after each.
///
/// @param length how long in all
/// @param seed of everything that is chosen
/// @param log gets a line now and then
record Soak(Duration length, long seed, Consumer<String> log) {
  private static final Duration ROUND = Duration.ofSeconds(3);

  /// Before that many rounds, classes are loaded and pools grow.
  private static final int WARM_UP = 3;

  private static final Duration REPORT_EVERY = Duration.ofSeconds(60);

  /// By how much the heap may differ for reasons that are not ours: code that is compiled and
  /// deoptimised, caches of the JDK.
  private static final long HEAP_SLACK = 8 << 20;

  /// @return what the process held after each round
  /// @throws AssertionError that names the seed, when a round went wrong or what it held grows
  List<Resources> run() throws Exception {
    long end = System.nanoTime() + length.toNanos();
    long nextReport = System.nanoTime() + REPORT_EVERY.toNanos();
    Random seeds = new Random(seed);
    List<Resources> held = new ArrayList<>();
    long futures = 0;
    startThreadsOfTheJdk();
    Resources base = Resources.now();
    while (held.size() < WARM_UP + 1 || end - System.nanoTime() > 0) {
      int number = held.size();
      try {
        futures += new Round(seeds.nextLong()).run(ROUND);
        Duration patience = number < WARM_UP ? ROUND : Round.PATIENCE;
        Resources now = Resources.settled(base, System.nanoTime() + patience.toNanos());
        held.add(now);
        if (number < WARM_UP) {
          base = number == 0 ? now : most(base, now);
        } else {
          compare(base, now);
        }
      } catch (Throwable failure) {
        throw new AssertionError("round " + number + " of the seed " + seed, failure);
      }
      if (nextReport - System.nanoTime() < 0 || number == WARM_UP - 1) {
        nextReport = System.nanoTime() + REPORT_EVERY.toNanos();
        log.accept(held.size() + " rounds, " + futures + " futures: " + held.getLast());
      }
    }
    log.accept(held.size() + " rounds, " + futures + " futures: " + held.getLast() + " at the end");
    return held;
  }

  /// Those that serve virtual threads begin with the first one that waits, and never end. Whether a
  /// round has such a thread is chosen: it may be the first one after the warm-up.
  private static void startThreadsOfTheJdk() throws InterruptedException {
    Thread.ofVirtual().start(() -> LockSupport.parkNanos(1)).join();
  }

  private static Resources most(Resources a, Resources b) {
    return new Resources(
        Math.max(a.heap(), b.heap()),
        Math.max(a.descriptors(), b.descriptors()),
        Math.max(a.threads(), b.threads()),
        Math.max(a.resident(), b.resident()));
  }

  private static void compare(Resources base, Resources now) {
    if (now.descriptors() > base.descriptors()
        || now.threads() > base.threads()
        || now.heap() > base.heap() + HEAP_SLACK) {
      throw new AssertionError("something is left: at first " + base + ", now " + now);
    }
  }
}
