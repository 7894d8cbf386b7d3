package io.pollen.verify.soak;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.Async.joinAll;
import static io.pollen.runtime.Pollen.interval;
import static io.pollen.runtime.Pollen.sleep;
import static io.pollen.runtime.Pollen.timeout;
import static io.pollen.runtime.Pollen.yieldNow;

import io.pollen.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeoutException;

/// Timers that fire, race each other and are cancelled.
final class TimeWork {
  private TimeWork() {}

  static Future<Void> timeouts(Site site, Random random) {
    return async(() -> {
      List<Future<Void>> races = new ArrayList<>();
      for (int i = random.nextInt(20); i >= 0; i--) {
        races.add(raced(site, random.nextInt(6), random.nextInt(6)));
      }
      await(joinAll(races));
    });
  }

  /// Never before the sooner one of the two.
  private static Future<Void> raced(Site site, int work, int limit) {
    return async(() -> {
      long start = System.nanoTime();
      try {
        await(
            timeout(Duration.ofMillis(limit), site.ledger().track(sleep(Duration.ofMillis(work)))));
      } catch (TimeoutException e) {
        // as likely as not
      }
      long took = System.nanoTime() - start;
      site.ledger()
          .check(
              took >= Math.min(work, limit) * 1_000_000L,
              work + " ms within " + limit + " ms took only " + took + " ns");
    });
  }

  static Future<Void> cancelled(Site site, Random random) {
    return async(() -> {
      List<Future<Void>> quick = new ArrayList<>();
      for (int i = random.nextInt(100); i >= 0; i--) {
        quick.add(timeout(Duration.ofMinutes(10), site.ledger().track(yieldNow())));
      }
      await(joinAll(quick));
    });
  }

  static Future<Void> ticks(Site site, Random random) {
    return async(() -> {
      var ticks = interval(Duration.ofMillis(1 + random.nextInt(3)));
      for (int i = random.nextInt(5); i >= 0; i--) {
        await(ticks.tick());
      }
    });
  }
}
