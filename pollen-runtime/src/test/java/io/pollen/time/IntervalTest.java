package io.pollen.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Future;
import io.pollen.Poll;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IntervalTest {
  private final TimeLoop loop = new TimeLoop();

  private static Instant at(long millis) {
    return Instant.EPOCH.plusMillis(millis);
  }

  /// When each of the next ticks completes.
  private List<Long> ticks(Interval interval, int count) throws Exception {
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      loop.run(interval.tick());
      times.add(loop.millis());
    }
    return times;
  }

  private Interval busyUntil120(MissedTick policy) throws Exception {
    Interval interval = Time.interval(Duration.ofMillis(50)).missedTick(policy);
    assertThat(loop.run(interval.tick())).isEqualTo(at(0));
    loop.advanceMillis(120);
    return interval;
  }

  @Test
  void theFirstTickIsImmediateAndTheScheduleDoesNotDrift() throws Exception {
    Interval interval = Time.interval(Duration.ofMillis(100));
    loop.advanceMillis(7);
    assertThat(loop.run(interval.tick())).isEqualTo(at(7));
    loop.advanceMillis(30);
    assertThat(loop.run(interval.tick())).isEqualTo(at(107));
    loop.advanceMillis(99);
    assertThat(ticks(interval, 2)).containsExactly(207L, 307L);
  }

  @Test
  void intervalAtStartsThere() throws Exception {
    assertThat(ticks(Time.intervalAt(at(30), Duration.ofMillis(10)), 3))
        .containsExactly(30L, 40L, 50L);
  }

  @Test
  void zeroAndNegativePeriodsAreRefused() {
    assertThatThrownBy(() -> Time.interval(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the period of an interval must be above zero: PT0S");
    assertThatThrownBy(() -> Time.intervalAt(at(1), Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void burstCatchesUp() throws Exception {
    assertThat(ticks(busyUntil120(MissedTick.BURST), 5))
        .containsExactly(120L, 120L, 150L, 200L, 250L);
  }

  @Test
  void delayShiftsTheSchedule() throws Exception {
    assertThat(ticks(busyUntil120(MissedTick.DELAY), 4)).containsExactly(120L, 170L, 220L, 270L);
  }

  @Test
  void skipKeepsThePhase() throws Exception {
    assertThat(ticks(busyUntil120(MissedTick.SKIP), 4)).containsExactly(120L, 150L, 200L, 250L);
  }

  @Test
  void burstIsTheDefault() {
    assertThat(Time.interval(Duration.ofMillis(1)).missedTick()).isEqualTo(MissedTick.BURST);
  }

  @Test
  void fiveMillisecondsLateIsNotMissed() throws Exception {
    Interval interval = Time.interval(Duration.ofMillis(50)).missedTick(MissedTick.DELAY);
    loop.run(interval.tick());
    loop.advanceMillis(55);
    assertThat(ticks(interval, 2)).containsExactly(55L, 100L);
    loop.advanceMillis(56);
    assertThat(ticks(interval, 2)).containsExactly(156L, 206L);
  }

  @Test
  void aTickSaysForWhenItWasScheduled() throws Exception {
    Interval interval = busyUntil120(MissedTick.SKIP);
    assertThat(loop.run(interval.tick())).isEqualTo(at(50));
    assertThat(loop.run(interval.tick())).isEqualTo(at(150));
  }

  @Test
  void aDroppedTickIsNotLost() throws Exception {
    Interval interval = Time.interval(Duration.ofMillis(50));
    loop.run(interval.tick());
    Future<Instant> dropped = interval.tick();
    assertThat(dropped.poll(loop)).isEqualTo(Poll.pending());
    dropped.drop();
    assertThat(loop.wheel.nextDeadline()).isEqualTo(Long.MAX_VALUE);
    assertThatThrownBy(() -> dropped.poll(loop)).isInstanceOf(IllegalStateException.class);
    loop.advanceMillis(52);
    assertThat(loop.wakes).isZero();
    assertThat(loop.run(interval.tick())).isEqualTo(at(50));
    assertThat(ticks(interval, 1)).containsExactly(100L);
  }

  @Test
  void aFiredTickThatIsDroppedIsNotLostEither() throws Exception {
    Interval interval = Time.interval(Duration.ofMillis(50));
    loop.run(interval.tick());
    Future<Instant> dropped = interval.tick();
    assertThat(dropped.poll(loop)).isEqualTo(Poll.pending());
    loop.advanceMillis(50);
    dropped.drop();
    assertThat(interval.tick().poll(loop)).isEqualTo(Poll.ready(at(50)));
  }

  @Test
  void creatingATickDoesNothing() throws Exception {
    Interval interval = Time.interval(Duration.ofMillis(50));
    interval.tick().drop();
    assertThat(interval.tick()).isNotNull();
    loop.advanceMillis(10);
    assertThat(loop.run(interval.tick())).isEqualTo(at(10));
  }

  @Test
  void twoTicksAtOnceAreABug() throws Exception {
    Interval interval = Time.interval(Duration.ofMillis(50));
    loop.run(interval.tick());
    Future<Instant> first = interval.tick();
    assertThat(first.poll(loop).isReady()).isFalse();
    assertThatThrownBy(() -> interval.tick().poll(loop))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("two ticks of one interval are awaited at once");
    loop.run(first);
    assertThat(loop.millis()).isEqualTo(50);
  }

  @Test
  void resetsBeginTheScheduleAnew() throws Exception {
    Interval interval = Time.interval(Duration.ofMillis(50));
    loop.run(interval.tick());
    loop.advanceMillis(20);
    interval.reset();
    assertThat(ticks(interval, 2)).containsExactly(70L, 120L);
    interval.resetImmediately();
    assertThat(ticks(interval, 2)).containsExactly(120L, 170L);
    interval.resetAfter(Duration.ofMillis(5));
    assertThat(ticks(interval, 2)).containsExactly(175L, 225L);
    interval.resetAt(at(300));
    assertThat(ticks(interval, 2)).containsExactly(300L, 350L);
  }

  @Test
  void resetMovesATickThatIsBeingAwaited() throws Exception {
    Interval interval = Time.interval(Duration.ofMillis(50));
    loop.run(interval.tick());
    Future<Instant> tick = interval.tick();
    assertThat(tick.poll(loop).isReady()).isFalse();
    loop.advanceMillis(40);
    interval.reset();
    assertThat(loop.run(tick)).isEqualTo(at(90));
    assertThat(loop.millis()).isEqualTo(90);
  }

  @Test
  void resetBeforeTheFirstTickDelaysIt() throws Exception {
    Interval interval = Time.interval(Duration.ofMillis(50));
    interval.reset();
    assertThat(ticks(interval, 2)).containsExactly(50L, 100L);
  }

  @Test
  void hugePeriodsDoNotOverflow() throws Exception {
    Interval interval = Time.interval(Duration.ofSeconds(Long.MAX_VALUE));
    loop.run(interval.tick());
    assertThat(interval.tick().poll(loop).isReady()).isFalse();
    assertThat(loop.wheel.nextDeadline()).isGreaterThan(0);
  }
}
