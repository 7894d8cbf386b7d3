package io.pollen.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class TimeoutTest {
  private final TimeLoop loop = new TimeLoop();
  private final Probe probe = new Probe();

  /// Counts polls and drops; ready when told.
  private static final class Probe implements Future<String> {
    int polls;
    final List<String> events = new ArrayList<>();
    String value;
    Runnable onPoll = () -> {};

    @Override
    public Poll<String> poll(Context cx) {
      polls++;
      events.add("polled");
      onPoll.run();
      return value == null ? Poll.pending() : Poll.ready(value);
    }

    @Override
    public void drop() {
      events.add("dropped");
    }
  }

  @Test
  void aFutureThatIsInTimeWins() throws Exception {
    Future<String> timeout = Time.timeout(Duration.ofSeconds(1), probe);
    assertThat(timeout.poll(loop).isReady()).isFalse();
    loop.advanceMillis(999);
    probe.value = "in time";
    assertThat(timeout.poll(loop)).isEqualTo(Poll.ready("in time"));
    assertThat(loop.wheel.nextDeadline()).isEqualTo(Long.MAX_VALUE);
    timeout.drop();
    assertThat(probe.events).containsExactly("polled", "polled");
  }

  @Test
  void aTimeoutThatIsNoFailureAnswersEmptyAndDropsTheFuture() throws Exception {
    Future<Optional<String>> timeout = Time.timeoutOrEmpty(Duration.ofMillis(10), probe);
    assertThat(timeout.poll(loop).isReady()).isFalse();
    loop.advanceMillis(20);
    assertThat(timeout.poll(loop)).isEqualTo(Poll.ready(Optional.empty()));
    assertThat(probe.events).containsExactly("polled", "polled", "dropped");
  }

  @Test
  void aTimeoutThatIsNoFailureGivesTheValueInTimeAndTheFuturesOwnFailures() throws Exception {
    probe.value = "in time";
    assertThat(Time.timeoutOrEmpty(Duration.ofSeconds(1), probe).poll(loop))
        .isEqualTo(Poll.ready(Optional.of("in time")));
    TimeoutException own = new TimeoutException("the server's");
    Future<String> fails =
        cx -> {
          throw own;
        };
    assertThatThrownBy(() -> Time.timeoutOrEmpty(Duration.ofSeconds(1), fails).poll(loop))
        .isSameAs(own);
    assertThat(loop.wheel.nextDeadline()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void theFutureIsPolledBeforeTheTimeIsLookedAt() throws Exception {
    Future<String> timeout = Time.timeout(Duration.ofMillis(10), probe);
    assertThat(timeout.poll(loop).isReady()).isFalse();
    loop.advanceMillis(20);
    probe.value = "late, but ready";
    assertThat(timeout.poll(loop)).isEqualTo(Poll.ready("late, but ready"));
  }

  @Test
  void zeroStillPollsOnce() throws Exception {
    probe.value = "at once";
    assertThat(loop.run(Time.timeout(Duration.ZERO, probe))).isEqualTo("at once");
    probe.value = null;
    assertThatThrownBy(() -> loop.run(Time.timeout(Duration.ZERO, probe)))
        .isInstanceOf(TimeoutException.class)
        .hasMessageStartingWith("timed out after 0 ms, waiting for ");
    assertThat(probe.polls).isEqualTo(2);
  }

  @Test
  void whenTimeIsUpTheLoserIsDroppedFirst() {
    Future<String> timeout = Time.timeout(Duration.ofMillis(1500), probe);
    assertThatThrownBy(() -> loop.run(timeout))
        .isInstanceOf(TimeoutException.class)
        .hasMessageStartingWith("timed out after 1.5 s, waiting for ");
    assertThat(loop.millis()).isEqualTo(1_500);
    assertThat(probe.events).containsExactly("polled", "polled", "dropped");
    timeout.drop();
    assertThat(probe.events).hasSize(3);
    assertThatThrownBy(() -> timeout.poll(loop)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void timeoutAtNamesTheInstant() {
    assertThatThrownBy(() -> loop.run(Time.timeoutAt(Instant.EPOCH.plusSeconds(2), probe)))
        .isInstanceOf(TimeoutException.class)
        .hasMessageStartingWith("timed out at 1970-01-01T00:00:02Z, waiting for ");
    assertThat(loop.millis()).isEqualTo(2_000);
  }

  @Test
  void theFuturesOwnFailureArrivesUnchanged() throws Exception {
    var failure = new java.io.IOException("broken");
    Future<String> timeout =
        Time.timeout(
            Duration.ofSeconds(1),
            cx -> {
              throw failure;
            });
    assertThatThrownBy(() -> timeout.poll(loop)).isSameAs(failure);
    assertThatThrownBy(() -> timeout.poll(loop)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void itFiresEvenIfTheFutureSpendsTheWholeBudget() throws Exception {
    probe.onPoll =
        () -> {
          while (loop.proceed()) {}
        };
    loop.budget = 128;
    Future<String> timeout = Time.timeout(Duration.ofMillis(5), probe);
    assertThat(timeout.poll(loop).isReady()).isFalse();
    loop.advanceMillis(5);
    loop.budget = 128;
    assertThatThrownBy(() -> timeout.poll(loop)).isInstanceOf(TimeoutException.class);
    loop.budget = 0;
    Future<String> another = Time.timeout(Duration.ofMillis(5), probe);
    assertThat(another.poll(loop).isReady()).isFalse();
    loop.advanceMillis(5);
    assertThatThrownBy(() -> another.poll(loop)).isInstanceOf(TimeoutException.class);
  }

  @Test
  void aLoopOfZeroTimeoutsRespectsTheBudget() throws Exception {
    loop.budget = 3;
    int fired = 0;
    Future<String> timeout = Time.timeout(Duration.ZERO, probe);
    while (true) {
      try {
        if (!timeout.poll(loop).isReady()) {
          break;
        }
      } catch (TimeoutException e) {
        fired++;
        timeout = Time.timeout(Duration.ZERO, probe);
      }
    }
    assertThat(fired).isEqualTo(3);
    assertThat(loop.takeWoken()).isTrue();
  }

  @Test
  void dropForwardsAndDisarms() throws Exception {
    Future<String> timeout = Time.timeout(Duration.ofSeconds(1), probe);
    assertThat(timeout.poll(loop).isReady()).isFalse();
    timeout.drop();
    timeout.drop();
    assertThat(probe.events).containsExactly("polled", "dropped");
    assertThat(loop.wheel.nextDeadline()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aTimeoutThatIsDroppedUnpolledDropsItsFuture() {
    Time.timeout(Duration.ofSeconds(1), probe).drop();
    assertThat(probe.events).containsExactly("dropped");
  }

  @Test
  void aDropFromInsideTakesEffectAtPending() throws Exception {
    Future<String> timeout = Time.timeout(Duration.ofSeconds(1), probe);
    probe.onPoll = timeout::drop;
    assertThat(timeout.poll(loop).isReady()).isFalse();
    assertThat(probe.events).containsExactly("polled", "dropped");
    assertThat(loop.wheel.nextDeadline()).isEqualTo(Long.MAX_VALUE);
    assertThatThrownBy(() -> timeout.poll(loop)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void patientCancelIsForwarded() throws Exception {
    int[] asked = new int[1];
    Future<String> slow =
        new Future<>() {
          @Override
          public Poll<String> poll(Context cx) {
            return Poll.pending();
          }

          @Override
          public Poll<Void> pollCancel(Context cx) {
            return ++asked[0] < 3 ? Poll.pending() : Poll.ready();
          }
        };
    Future<String> timeout = Time.timeout(Duration.ofSeconds(1), slow);
    assertThat(timeout.poll(loop).isReady()).isFalse();
    assertThat(timeout.pollCancel(loop).isReady()).isFalse();
    assertThat(loop.wheel.nextDeadline()).isEqualTo(Long.MAX_VALUE);
    assertThat(timeout.pollCancel(loop).isReady()).isFalse();
    assertThat(timeout.pollCancel(loop).isReady()).isTrue();
    assertThat(timeout.pollCancel(loop).isReady()).isTrue();
    assertThat(asked[0]).isEqualTo(3);
  }

  @Test
  void messagesSayTheDurationAsPeopleDo() {
    assertThat(Durations.text(Duration.ofMillis(250))).isEqualTo("250 ms");
    assertThat(Durations.text(Duration.ofNanos(1_500_000))).isEqualTo("1.5 ms");
    assertThat(Durations.text(Duration.ofNanos(20))).isEqualTo("20 ns");
    assertThat(Durations.text(Duration.ofSeconds(5))).isEqualTo("5 s");
    assertThat(Durations.text(Duration.ofSeconds(90))).isEqualTo("90 s");
    assertThat(Durations.text(Duration.ofMinutes(2))).isEqualTo("2 min");
    assertThat(Durations.text(Duration.ofHours(3))).isEqualTo("3 h");
  }
}
