package io.pollen.time;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.conformance.FutureLaws;
import io.pollen.conformance.Serving;
import io.pollen.conformance.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/// The laws of polling and dropping, for every future of this package that waits.
class TimeLawsTest {

  @TestFactory
  Stream<DynamicContainer> laws() {
    return FutureLaws.check(
        timer("sleep", () -> Time.sleep(Duration.ofMillis(20))),
        timer("sleepUntil", () -> Time.sleepUntil(Instant.EPOCH.plusMillis(20))),
        timer("tick", () -> Time.intervalAt(Instant.EPOCH.plusMillis(20), HOUR).tick()),
        Subject.leaf(
            "TimerQueue.next",
            () -> {
              TimeLoop loop = new TimeLoop();
              TimerQueue<String> queue = new TimerQueue<>(loop.clock);
              queue.insert("value", Duration.ofMillis(20));
              return Subject.leafCase(
                  new WithTimers<>(loop, queue.next()), () -> loop.advanceMillis(20));
            }),
        Subject.over(
            "timeout",
            probes -> new WithTimers<>(new TimeLoop(), Time.timeout(HOUR, probes.next()))),
        Subject.over(
            "timeoutAt",
            probes ->
                new WithTimers<>(
                    new TimeLoop(), Time.timeoutAt(Instant.EPOCH.plusSeconds(9), probes.next()))));
  }

  private static final Duration HOUR = Duration.ofHours(1);

  private static Subject timer(String name, Supplier<Future<?>> make) {
    return Subject.leaf(
        name,
        () -> {
          TimeLoop loop = new TimeLoop();
          return Subject.leafCase(new WithTimers<>(loop, make.get()), () -> loop.advanceMillis(20));
        });
  }

  /// Hands the kit's contexts on with the loop's timers added.
  private record WithTimers<T>(TimeLoop loop, Future<T> future) implements Future<T> {
    @Override
    public Poll<T> poll(Context cx) throws Exception {
      return future.poll(new Serving(cx, loop::find));
    }

    @Override
    public void drop() {
      future.drop();
    }

    @Override
    public Poll<Void> pollCancel(Context cx) {
      return future.pollCancel(new Serving(cx, loop::find));
    }
  }
}
