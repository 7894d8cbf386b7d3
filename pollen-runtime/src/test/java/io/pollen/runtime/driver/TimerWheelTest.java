package io.pollen.runtime.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.FailureHook;
import io.pollen.Waker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TimerWheelTest {
  private static final long MS = 1_000_000;

  /// An origin that is neither zero nor aligned.
  private static final long ORIGIN = -123_456_789_012_345L;

  private final AtomicLong now = new AtomicLong(ORIGIN);
  private final AtomicInteger hooks = new AtomicInteger();
  private final TimerWheel wheel = new TimerWheel(now::get, hooks::incrementAndGet);
  private final List<String> fired = new ArrayList<>();

  private ManualTimer insert(String name, long nanosFromOrigin) {
    ManualTimer timer = new ManualTimer(Waker.of(() -> fired.add(name)));
    assertThat(wheel.insert(timer, ORIGIN + nanosFromOrigin)).isTrue();
    return timer;
  }

  private int advance(long nanosFromOrigin) {
    now.set(ORIGIN + nanosFromOrigin);
    return wheel.advance(now.get());
  }

  private long next() {
    long deadline = wheel.nextDeadline();
    return deadline == Long.MAX_VALUE ? deadline : deadline - ORIGIN;
  }

  @Test
  void aTimerFiresAtItsMillisecondNeverBefore() {
    for (long ms :
        new long[] {1, 63, 64, 65, 4_095, 4_096, 262_144, 16_777_216, 1L << 30, 1L << 35}) {
      var clock = new AtomicLong(ORIGIN);
      var fresh = new TimerWheel(clock::get, () -> {});
      var timer = new ManualTimer(Waker.noop());
      fresh.insert(timer, ORIGIN + ms * MS - 999_999);
      assertThat(fresh.advance(ORIGIN + ms * MS - 1)).as(ms + " ms, before").isZero();
      assertThat(fresh.advance(ORIGIN + ms * MS)).as(ms + " ms").isEqualTo(1);
      assertThat(timer.hasFired()).isTrue();
    }
  }

  @Test
  void aFinerWheelRoundsUpToItsOwnTick() {
    long tick = 10_000;
    for (long ticks : new long[] {1, 63, 64, 65, 4_096, 1L << 35}) {
      var fresh = new TimerWheel(() -> ORIGIN, () -> {}, tick);
      var timer = new ManualTimer(Waker.noop());
      fresh.insert(timer, ORIGIN + ticks * tick - (tick - 1));
      assertThat(fresh.nextDeadline()).isEqualTo(ORIGIN + ticks * tick);
      assertThat(fresh.advance(ORIGIN + ticks * tick - 1)).as(ticks + " ticks, before").isZero();
      assertThat(fresh.advance(ORIGIN + ticks * tick)).as(ticks + " ticks").isEqualTo(1);
    }
  }

  @Test
  void oneJumpFiresEverythingInTheOrderOfDeadlines() {
    insert("5 s", 5_000 * MS);
    insert("1 h", 3_600_000 * MS);
    insert("3 ms", 3 * MS);
    insert("70 ms", 70 * MS);
    insert("also 3 ms", 3 * MS);
    assertThat(advance(4_000_000 * MS)).isEqualTo(5);
    assertThat(fired).containsExactly("3 ms", "also 3 ms", "70 ms", "5 s", "1 h");
    assertThat(next()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aDeadlineThatIsNotAheadOfTheWheelIsNotArmed() {
    advance(10 * MS);
    insert("anchor", 20 * MS);
    advance(20 * MS);
    var late = new ManualTimer(Waker.of(() -> fired.add("late")));
    assertThat(wheel.insert(late, ORIGIN + 20 * MS)).isFalse();
    assertThat(late.hasFired()).isTrue();
    assertThat(fired).containsExactly("anchor");
  }

  @Test
  void nextDeadlineFollowsInsertCancelAndReset() {
    assertThat(next()).isEqualTo(Long.MAX_VALUE);
    ManualTimer second = insert("second", 500 * MS);
    assertThat(next()).isEqualTo(500 * MS);
    ManualTimer first = insert("first", 40 * MS);
    assertThat(next()).isEqualTo(40 * MS);
    assertThat(wheel.cancel(first)).isTrue();
    assertThat(wheel.cancel(first)).isFalse();
    assertThat(next()).isGreaterThan(40 * MS).isLessThanOrEqualTo(500 * MS);
    assertThat(wheel.reset(second, ORIGIN + 30 * MS)).isTrue();
    assertThat(next()).isEqualTo(30 * MS);
    assertThat(wheel.cancel(second)).isTrue();
    assertThat(next()).isEqualTo(Long.MAX_VALUE);
    assertThat(advance(1_000 * MS)).isZero();
    assertThat(fired).isEmpty();
  }

  @Test
  void resetOfAFiredTimerSaysSoAndChangesNothing() {
    ManualTimer timer = insert("timer", 1 * MS);
    advance(1 * MS);
    assertThat(wheel.reset(timer, ORIGIN + 9 * MS)).isFalse();
    assertThat(timer.hasFired()).isTrue();
    assertThat(next()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aLaterDeadlineIsOnlyNotedAndKept() {
    ManualTimer moved = insert("moved", 10 * MS);
    insert("other", 30 * MS);
    assertThat(wheel.reset(moved, ORIGIN + 5_000 * MS)).isTrue();
    assertThat(wheel.reset(moved, ORIGIN + 20 * MS)).as("earlier again").isTrue();
    assertThat(wheel.reset(moved, ORIGIN + 70_000 * MS)).isTrue();
    assertThat(next()).as("never above the true one").isLessThanOrEqualTo(30 * MS);
    assertThat(advance(30 * MS)).isEqualTo(1);
    assertThat(advance(70_000 * MS - 1)).isZero();
    assertThat(next()).isEqualTo(70_000 * MS);
    assertThat(advance(70_000 * MS)).isEqualTo(1);
    assertThat(fired).containsExactly("other", "moved");
    assertThat(next()).isEqualTo(Long.MAX_VALUE);
    ManualTimer cancelled = insert("cancelled", 80_000 * MS);
    wheel.reset(cancelled, ORIGIN + 90_000 * MS);
    assertThat(wheel.cancel(cancelled)).isTrue();
    assertThat(next()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void resetToAReachedDeadlineWakesAtOnce() {
    insert("anchor", 5 * MS);
    ManualTimer timer = insert("timer", 100 * MS);
    advance(5 * MS);
    assertThat(wheel.reset(timer, ORIGIN + 5 * MS)).isTrue();
    assertThat(fired).containsExactly("anchor", "timer");
    assertThat(timer.hasFired()).isTrue();
  }

  @Test
  void timersBeyondTheWheelsRangeWrapAndFireOnTime() {
    long range = 1L << 36;
    insert("one and a half rotations", (range + range / 2) * MS);
    insert("just beyond", (range + 1) * MS);
    insert("100 years", Duration.ofDays(36_500).toNanos());
    assertThat(advance(range * MS)).isZero();
    assertThat(advance((range + 1) * MS - 1)).isZero();
    assertThat(advance((range + 1) * MS)).isEqualTo(1);
    assertThat(advance((range + range / 2) * MS)).isEqualTo(1);
    assertThat(advance(Duration.ofDays(36_500).toNanos() - 1)).isZero();
    assertThat(advance(Duration.ofDays(36_500).toNanos())).isEqualTo(1);
  }

  @Test
  void manyTimersOfOneMillisecondFireInBatches() {
    AtomicInteger count = new AtomicInteger();
    for (int i = 0; i < 10_000; i++) {
      wheel.insert(new ManualTimer(Waker.of(count::incrementAndGet)), ORIGIN + 70_000 * MS);
    }
    assertThat(advance(70_000 * MS - 1)).isZero();
    assertThat(advance(70_000 * MS)).isEqualTo(10_000);
    assertThat(count).hasValue(10_000);
  }

  @Test
  void aWakerMayUseTheWheel() {
    ManualTimer other = insert("other", 500 * MS);
    var outer =
        new ManualTimer(
            Waker.of(() -> {
              wheel.cancel(other);
              insert("inner", 103 * MS);
            }));
    wheel.insert(outer, ORIGIN + 2 * MS);
    assertThat(advance(100 * MS)).isEqualTo(1);
    assertThat(advance(1_000 * MS)).isEqualTo(1);
    assertThat(fired).containsExactly("inner");
  }

  @Test
  void aWakerThatThrowsCostsNobodyElseTheWake() {
    List<Throwable> reported = new ArrayList<>();
    FailureHook.Handler before = FailureHook.install((source, failure) -> reported.add(failure));
    try {
      var failure = new IllegalStateException("broken waker");
      wheel.insert(
          new ManualTimer(
              Waker.of(() -> {
                throw failure;
              })),
          ORIGIN + MS);
      insert("sibling", MS);
      assertThat(advance(MS)).isEqualTo(2);
      assertThat(fired).containsExactly("sibling");
      assertThat(reported).containsExactly(failure);
    } finally {
      FailureHook.install(before);
    }
  }

  @Test
  void theHookRunsOnlyForAnotherThreadThatLowersTheDeadline() throws Exception {
    wheel.bind(Thread.currentThread());
    insert("own", 100 * MS);
    assertThat(hooks).hasValue(0);
    Thread other =
        Thread.ofPlatform()
            .start(() -> {
              insert("later", 200 * MS);
              insert("earlier", 50 * MS);
            });
    other.join();
    assertThat(hooks).hasValue(1);
  }

  @Test
  void closeWakesWhatIsArmedAndRefusesMore() {
    ManualTimer near = insert("near", 5 * MS);
    insert("far", Duration.ofDays(365_0).toNanos());
    wheel.close();
    wheel.close();
    assertThat(fired).containsExactlyInAnyOrder("near", "far");
    assertThat(near.isArmed()).isFalse();
    assertThat(next()).isEqualTo(Long.MAX_VALUE);
    assertThat(advance(5 * MS)).isZero();
    assertThatThrownBy(() -> wheel.insert(new ManualTimer(Waker.noop()), ORIGIN + MS))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has shut down");
  }

  @Test
  void armingTwiceIsABugThatIsNamed() {
    ManualTimer timer = insert("timer", 5 * MS);
    assertThatThrownBy(() -> wheel.insert(timer, ORIGIN + 6 * MS))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("armed already");
  }

  @Test
  void aLaggingWheelCatchesUpSoThatNewTimersLieLow() {
    advance(3_600_000 * MS);
    insert("soon", 3_600_001 * MS);
    insert("later", 3_600_002 * MS);
    assertThat(advance(3_600_001 * MS)).isEqualTo(1);
    assertThat(next()).isEqualTo(3_600_002 * MS);
  }

  /// Owners insert, reset and cancel while two threads advance: every timer fires exactly once or
  /// was cancelled, and nothing is left linked.
  @Test
  void timersFromManyThreadsFireOnceOrAreCancelled() throws Exception {
    int perThread = 20_000;
    AtomicInteger woken = new AtomicInteger();
    AtomicInteger cancelled = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(2);
    Runnable owner =
        () -> {
          var random = ThreadLocalRandom.current();
          for (int i = 0; i < perThread; i++) {
            var timer = new ManualTimer(Waker.of(woken::incrementAndGet));
            if (!wheel.insert(timer, now.get() + random.nextLong(1, 300) * MS)) {
              woken.incrementAndGet();
              continue;
            }
            switch (random.nextInt(3)) {
              case 0 -> cancelled.addAndGet(wheel.cancel(timer) ? 1 : 0);
              case 1 -> wheel.reset(timer, now.get() + random.nextLong(1, 5_000) * MS);
              default -> {}
            }
          }
          done.countDown();
        };
    Thread.ofPlatform().start(owner);
    Thread.ofPlatform().start(owner);
    do {
      now.addAndGet(MS);
      wheel.advance(now.get());
    } while (!done.await(20, TimeUnit.MICROSECONDS));
    wheel.advance(now.addAndGet(10_000 * MS));
    assertThat(woken.get() + cancelled.get()).isEqualTo(2 * perThread);
    assertThat(wheel.nextDeadline()).isEqualTo(Long.MAX_VALUE);
  }

  /// The rule of DESIGN §3: armed from the depths of a stack that is about to overflow, the wheel
  /// stays whole and unlocked.
  @Test
  void aStackOverflowInsideTheWheelLeavesItWhole() throws Exception {
    AtomicInteger overflows = new AtomicInteger();
    List<ManualTimer> timers = new ArrayList<>();
    Thread deep =
        new Thread(
            null,
            () -> {
              for (int round = 0; round < 300; round++) {
                ManualTimer timer = new ManualTimer(Waker.noop());
                timers.add(timer);
                try {
                  shift(round % 23, timer, round);
                } catch (StackOverflowError expected) {
                  overflows.incrementAndGet();
                }
              }
            },
            "deep",
            256 * 1024);
    deep.setDaemon(true);
    deep.start();
    assertThat(deep.join(Duration.ofSeconds(60))).as("the lock was not left held").isTrue();
    assertThat(overflows).hasValue(300);
    int armed = (int) timers.stream().filter(ManualTimer::isArmed).count();
    assertThat(advance(10_000 * MS)).isEqualTo(armed);
    assertThat(timers).noneMatch(ManualTimer::isArmed);
    insert("after", 10_001 * MS);
    assertThat(advance(10_001 * MS)).isEqualTo(1);
  }

  /// Frames of another size in front, so that the stack ends at other places in each round.
  private void shift(int frames, ManualTimer timer, int round) {
    if (frames == 0) {
      descend(timer, round);
    } else {
      shift(frames - 1, timer, round);
    }
  }

  private void descend(ManualTimer timer, int round) {
    wheel.cancel(timer);
    timer.again(Waker.noop());
    wheel.insert(timer, ORIGIN + (1 + round) * MS);
    wheel.reset(timer, ORIGIN + (2 + round) * MS);
    descend(timer, round);
  }
}
