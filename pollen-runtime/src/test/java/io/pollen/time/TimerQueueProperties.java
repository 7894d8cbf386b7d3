package io.pollen.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.time.TimerQueue.Entry;
import io.pollen.time.TimerQueue.Key;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// A [TimerQueue] does what a sorted set of deadlines does.
class TimerQueueProperties {

  enum What {
    INSERT,
    INSERT_EARLY,
    RESET,
    REMOVE,
    NEXT,
    ADVANCE,
    TRIM
  }

  record Step(What what, int which, int millis) {}

  /// In the model: a value is its number of insertion.
  private record Planned(long deadline, long order, int value) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.of(What.class),
            Arbitraries.integers().between(0, 1_000),
            Arbitraries.integers().between(0, 300))
        .as(Step::new)
        .list()
        .ofMaxSize(400);
  }

  @Property(tries = 300)
  void itIsASortedSetOfDeadlines(@ForAll("steps") List<Step> steps) {
    TestClock clock = new TestClock();
    TimerQueue<Integer> queue = new TimerQueue<>(clock);
    TreeSet<Planned> model =
        new TreeSet<>(
            Comparator.comparingLong(Planned::deadline).thenComparingLong(Planned::order));
    List<Key<Integer>> keys = new ArrayList<>();
    List<Planned> planned = new ArrayList<>();
    long order = 0;
    for (Step step : steps) {
      long now = clock.nanos() / 1_000_000;
      int which = keys.isEmpty() ? 0 : step.which % keys.size();
      switch (step.what) {
        case INSERT, INSERT_EARLY -> {
          int delay = step.what == What.INSERT ? step.millis : step.millis % 3;
          Planned plan = new Planned(now + delay, order++, keys.size());
          keys.add(queue.insert(plan.value, Duration.ofMillis(delay)));
          planned.add(plan);
          model.add(plan);
        }
        case RESET -> {
          if (!keys.isEmpty() && model.remove(planned.get(which))) {
            Planned plan = new Planned(now + step.millis, order++, which);
            planned.set(which, plan);
            model.add(plan);
            queue.reset(keys.get(which), Duration.ofMillis(step.millis));
          }
        }
        case REMOVE -> {
          if (!keys.isEmpty()) {
            boolean there = model.remove(planned.get(which));
            assertThat(queue.tryRemove(keys.get(which)).isPresent()).isEqualTo(there);
          }
        }
        case NEXT -> {
          Planned first = model.isEmpty() ? null : model.first();
          boolean due = first != null && first.deadline <= now;
          Optional<Entry<Integer>> next = queue.tryNext();
          assertThat(next.map(Entry::value))
              .isEqualTo(due ? Optional.of(first.value) : Optional.empty());
          if (due) {
            model.remove(first);
          }
        }
        case ADVANCE -> clock.advance(Duration.ofMillis(step.millis));
        case TRIM -> queue.trimToSize();
      }
      assertThat(queue.size()).isEqualTo(model.size());
      assertThat(queue.peek().map(Entry::value))
          .isEqualTo(model.isEmpty() ? Optional.empty() : Optional.of(model.first().value));
    }
    clock.advance(Duration.ofMillis(1_000));
    while (!model.isEmpty()) {
      assertThat(queue.tryNext().map(Entry::value)).contains(model.pollFirst().value);
    }
    assertThat(queue.isEmpty()).isTrue();
  }
}
