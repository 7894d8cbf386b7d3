package io.pollen.verify.soak;

import static io.pollen.Async.async;
import static io.pollen.Async.await;

import io.pollen.Future;
import java.util.Random;

/// Does one activity after the other until it is told to stop.
final class Root {
  private final Site site;
  private final Random random;
  private volatile long lastBeat = System.nanoTime();
  private volatile String doing = "nothing yet";
  private volatile boolean stopped;

  Root(Site site, long seed) {
    this.site = site;
    this.random = new Random(seed);
  }

  /// It ends after the activity that is under way.
  void stop() {
    stopped = true;
  }

  long nanosSinceBeat() {
    return System.nanoTime() - lastBeat;
  }

  Future<Void> run() {
    return async(() -> {
      while (!stopped) {
        Mix.Activity activity = Mix.choose(site, random);
        doing = activity.name();
        try {
          await(activity.work().once(site, random));
        } catch (Exception e) {
          site.ledger().failed(e);
        }
        lastBeat = System.nanoTime();
      }
      doing = "nothing any more";
    });
  }

  /// Cannot stand still any more.
  boolean isOver() {
    return doing.equals("nothing any more");
  }

  @Override
  public String toString() {
    return doing + " for " + nanosSinceBeat() / 1_000_000 + " ms";
  }
}
