package io.pollen.net;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.time.Time.sleep;

import io.pollen.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;

/// Meets servers, one after the other, as chance decides.
abstract class ChaosActor {
  /// How long a conversation may take that takes milliseconds on an idle machine.
  static final Duration PATIENCE = Duration.ofSeconds(60);

  final Random random;
  final ChaosLog log;

  ChaosActor(Random random, ChaosLog log) {
    this.random = random;
    this.log = log;
  }

  /// A visit to a server.
  ///
  /// @param life that the server leads: only its end excuses a failure
  /// @param talk whether it was carried through
  record Visit(ChaosPlace.Life life, Future<Boolean> talk) {}

  /// The next one.
  abstract Visit next();

  /// Until `end`, of `System.nanoTime`.
  final Future<Void> live(long end) {
    return async(() -> {
      while (log.goesOn(end)) {
        Visit visit = next();
        long start = System.nanoTime();
        try {
          boolean whole = await(visit.talk());
          (whole ? log.talks : log.left).increment();
        } catch (IOException e) {
          if (!visit.life().isEnding()) {
            throw new IllegalStateException("a server that lives on has broken off", e);
          }
          log.cutOff.increment();
        }
        log.met(start);
        await(sleep(Duration.ofMillis(random.nextInt(4))));
      }
    });
  }

  final Fickle fickle() {
    return new Fickle(new Random(random.nextLong()), log);
  }
}
