package io.pollen.runtime.scheduler;

import io.pollen.runtime.driver.TimerWheel;
import io.pollen.runtime.seam.Clock;
import io.pollen.runtime.seam.Idler;
import io.pollen.runtime.task.Failures;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/// Schedulers without threads, sockets and passing time, whose workers a test steps itself.
final class Stepped {
  private Stepped() {}

  /// @param eventInterval as in [Config]
  /// @param injectInterval as in [Config]
  static Config config(
      int workers, int eventInterval, int injectInterval, long seed, Failures failures) {
    return config(workers, eventInterval, injectInterval, seed, failures, () -> 0);
  }

  private static Config config(
      int workers,
      int eventInterval,
      int injectInterval,
      long seed,
      Failures failures,
      Clock clock) {
    return new Config(
        "steps",
        workers,
        4,
        eventInterval,
        injectInterval,
        true,
        2,
        seed,
        true,
        0,
        Duration.ofSeconds(1),
        TimerWheel.MILLISECOND,
        new Services(clock, Stepped.class, List.of()),
        () -> {
          throw new IllegalStateException("no driver");
        },
        1,
        failures,
        () -> true,
        Duration.ZERO,
        null);
  }

  /// With beds that nobody sleeps in, and without failures.
  static MultiThread scheduler(int workers, int eventInterval, int injectInterval) {
    return scheduler(workers, eventInterval, injectInterval, () -> 0);
  }

  /// With beds that nobody sleeps in, without failures, and with a clock.
  static MultiThread scheduler(int workers, int eventInterval, int injectInterval, Clock clock) {
    Failures none =
        new Failures((task, failure) -> {
          throw new AssertionError(failure);
        });
    Idler bed =
        new Idler() {
          @Override
          public void park(long timeoutNanos) {
            throw new AssertionError("steps never park");
          }

          @Override
          public void unpark() {}
        };
    return new MultiThread(
        config(workers, eventInterval, injectInterval, 42, none, clock), (events, surplus) -> bed);
  }

  /// Runs `body` on a thread that carries `worker`, and waits for it.
  static void on(Worker worker, Runnable body) throws InterruptedException {
    AtomicReference<Throwable> broken = new AtomicReference<>();
    Carrier carrier =
        new Carrier(
            () -> {
              try {
                body.run();
              } catch (Throwable t) {
                broken.set(t);
              }
            },
            "steps",
            0);
    carrier.carry(worker);
    carrier.start();
    carrier.join();
    if (broken.get() != null) {
      throw new AssertionError("on the worker", broken.get());
    }
  }
}
