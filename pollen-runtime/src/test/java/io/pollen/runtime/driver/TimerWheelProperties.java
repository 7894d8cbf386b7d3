package io.pollen.runtime.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Waker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/// The wheel against the plainest possible model: a map from timer to deadline tick.
class TimerWheelProperties {
  private static final long MS = 1_000_000;

  sealed interface Step {}

  record Insert(long nanos) implements Step {}

  record Cancel(int which) implements Step {}

  record Reset(int which, long nanos) implements Step {}

  record Advance(long nanos) implements Step {}

  @Property(tries = 600)
  void theWheelFiresWhatASortedMapWould(@ForAll("steps") @Size(max = 120) List<Step> steps) {
    run(steps, MS, 6, 6);
  }

  /// 4 slots of 2 levels: a range of 16 ms, so nearly everything wraps.
  @Property(tries = 600)
  void alsoWhenNearlyEverythingWraps(@ForAll("shortSteps") @Size(max = 120) List<Step> steps) {
    run(steps, MS, 2, 2);
  }

  @Property(tries = 300)
  void alsoWithThreeLevelsOfTwoSlots(@ForAll("shortSteps") @Size(max = 120) List<Step> steps) {
    run(steps, MS, 3, 1);
  }

  @Property(tries = 300)
  void alsoWithTicksOfMicroseconds(@ForAll("steps") @Size(max = 120) List<Step> steps) {
    run(steps, 3_000, 6, 6);
  }

  private static void run(List<Step> steps, long tickNanos, int levels, int bits) {
    AtomicLong now = new AtomicLong();
    TimerWheel wheel = new TimerWheel(now::get, () -> {}, tickNanos, levels, bits);
    List<ManualTimer> timers = new ArrayList<>();
    Map<Integer, Long> model = new HashMap<>(); // armed timer -> tick
    List<Integer> fired = new ArrayList<>();
    for (Step step : steps) {
      long tickNow = now.get() / tickNanos;
      switch (step) {
        case Insert(long nanos) -> {
          int index = timers.size();
          ManualTimer timer = new ManualTimer(Waker.of(() -> fired.add(index)));
          timers.add(timer);
          if (wheel.insert(timer, now.get() + nanos)) {
            model.put(index, Math.ceilDiv(now.get() + nanos, tickNanos));
          } else {
            assertThat(Math.ceilDiv(now.get() + nanos, tickNanos)).isLessThanOrEqualTo(tickNow);
          }
        }
        case Cancel(int which) -> {
          if (!timers.isEmpty()) {
            int index = which % timers.size();
            assertThat(wheel.cancel(timers.get(index))).isEqualTo(model.remove(index) != null);
          }
        }
        case Reset(int which, long nanos) -> {
          if (!timers.isEmpty()) {
            int index = which % timers.size();
            boolean armed = model.containsKey(index);
            assertThat(wheel.reset(timers.get(index), now.get() + nanos)).isEqualTo(armed);
            if (armed && timers.get(index).isArmed()) {
              model.put(index, Math.ceilDiv(now.get() + nanos, tickNanos));
            } else if (armed) {
              assertThat(Math.ceilDiv(now.get() + nanos, tickNanos)).isLessThanOrEqualTo(tickNow);
              assertThat(fired).containsExactly(index);
              model.remove(index);
              fired.clear();
            }
          }
        }
        case Advance(long nanos) -> {
          long tick = now.addAndGet(nanos) / tickNanos;
          int count = wheel.advance(now.get());
          List<Integer> due =
              model.entrySet().stream()
                  .filter(entry -> entry.getValue() <= tick)
                  .map(Map.Entry::getKey)
                  .toList();
          assertThat(count).isEqualTo(due.size());
          assertThat(fired).containsExactlyInAnyOrderElementsOf(due);
          assertThat(fired).isSortedAccordingTo(Comparator.comparing(model::get));
          due.forEach(model::remove);
          fired.clear();
        }
      }
      checkNext(wheel, tickNanos, model, now.get());
    }
    now.addAndGet(1L << 60);
    assertThat(wheel.advance(now.get())).isEqualTo(model.size());
  }

  /// Never above the true deadline; infinite exactly when nothing is armed; and after an advance,
  /// ahead of the clock.
  private static void checkNext(
      TimerWheel wheel, long tickNanos, Map<Integer, Long> model, long now) {
    long next = wheel.nextDeadline();
    if (model.isEmpty()) {
      assertThat(next).isEqualTo(Long.MAX_VALUE);
    } else {
      long earliest = model.values().stream().mapToLong(Long::longValue).min().orElseThrow();
      assertThat(next).isLessThanOrEqualTo(earliest * tickNanos);
      if (earliest * tickNanos > now) {
        wheel.advance(now);
        assertThat(wheel.nextDeadline()).isGreaterThan(now);
      }
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return step(Arbitraries.oneOf(
            Arbitraries.longs().between(-5 * MS, 200 * MS),
            Arbitraries.longs().between(0, 20_000 * MS),
            Arbitraries.longs().between(0, (1L << 40) * 1000)))
        .list();
  }

  @Provide
  Arbitrary<List<Step>> shortSteps() {
    return step(Arbitraries.longs().between(-2 * MS, 40 * MS)).list();
  }

  private static Arbitrary<Step> step(Arbitrary<Long> durations) {
    Arbitrary<Integer> index = Arbitraries.integers().between(0, 200);
    return Arbitraries.oneOf(
        durations.map(Insert::new),
        durations.map(Insert::new),
        index.map(Cancel::new),
        Combinators.combine(index, durations).as(Reset::new),
        durations.filter(nanos -> nanos >= 0).map(Advance::new));
  }
}
