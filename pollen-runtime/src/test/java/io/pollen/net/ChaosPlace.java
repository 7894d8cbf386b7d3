package io.pollen.net;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.time.Time.sleep;

import io.pollen.Future;
import io.pollen.net.World.Running;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CancellationException;

/// A server that is restarted again and again, at another address each time.
abstract class ChaosPlace<L extends ChaosPlace.Life> {
  /// From a bind to a close.
  interface Life {
    /// Whether its conversations may be cut off.
    boolean isEnding();

    /// Cuts the conversations off.
    void end();

    /// Ends it, and waits until all that it has started has ended, too.
    void endAndSettle() throws Exception;
  }

  final World world;
  final ChaosLog log;
  final Random random;
  private final int longestLife;
  private volatile L life;

  ChaosPlace(World world, Duration longestLife, Random random, ChaosLog log) {
    this.longestLife = (int) longestLife.toMillis();
    this.world = world;
    this.random = random;
    this.log = log;
  }

  abstract Future<L> begin();

  void start() throws Exception {
    life = world.get(begin());
  }

  /// The one that serves now, or until a moment ago.
  L now() {
    return life;
  }

  /// Restarts it until `end`, of `System.nanoTime`. The last one lives on.
  Future<Void> restart(long end) {
    return async(() -> {
      while (log.goesOn(end)) {
        await(sleep(Duration.ofMillis(20 + random.nextInt(longestLife - 20))));
        L next = await(begin());
        L last = life;
        life = next;
        last.end();
        log.restarts.increment();
      }
    });
  }

  Running<Void> watched(Running<Void> task) {
    task.result()
        .whenComplete((value, failure) -> {
          if (failure != null && !(failure instanceof CancellationException)) {
            log.violated(failure);
          }
        });
    return task;
  }
}
