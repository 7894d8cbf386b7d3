package io.pollen.time;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Async;
import io.pollen.Context;
import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.Waker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SleepTest {
  private final TimeLoop loop = new TimeLoop();

  @Test
  void sleepTakesItsDurationToTheMillisecond() throws Exception {
    loop.run(Time.sleep(Duration.ofMillis(250)));
    assertThat(loop.millis()).isEqualTo(250);
  }

  @Test
  void deadlineIsRoundedUpAndNothingIsAdded() throws Exception {
    loop.run(Time.sleep(Duration.ofNanos(1)));
    assertThat(loop.clock.nanos()).isEqualTo(1_000_000);
    loop.run(Time.sleep(Duration.ofMillis(1)));
    assertThat(loop.clock.nanos()).isEqualTo(2_000_000);
    loop.run(Time.sleep(Duration.ofNanos(1_000_001)));
    assertThat(loop.clock.nanos()).isEqualTo(4_000_000);
  }

  @Test
  void durationCountsFromTheFirstPoll() throws Exception {
    Sleep sleep = Time.sleep(Duration.ofMillis(100));
    loop.advanceMillis(1_000);
    assertThat(loop.wheel.nextDeadline()).isEqualTo(Long.MAX_VALUE);
    loop.run(sleep);
    assertThat(loop.millis()).isEqualTo(1_100);
  }

  @Test
  void zeroNegativeAndPastCompleteAtTheFirstPoll() throws Exception {
    loop.advanceMillis(10_000);
    assertThat(Time.sleep(Duration.ZERO).poll(loop).isReady()).isTrue();
    assertThat(Time.sleep(Duration.ofSeconds(-1)).poll(loop).isReady()).isTrue();
    assertThat(Time.sleepUntil(Instant.EPOCH.plusSeconds(10)).poll(loop).isReady()).isTrue();
    assertThat(Time.sleepUntil(Instant.MIN).poll(loop).isReady()).isTrue();
    assertThat(loop.wakes).isZero();
  }

  @Test
  void sleepUntilFollowsTheClocksTimeOfDay() throws Exception {
    loop.advanceMillis(1_500);
    loop.run(Time.sleepUntil(Instant.EPOCH.plusSeconds(4)));
    assertThat(loop.millis()).isEqualTo(4_000);
    assertThat(loop.run(Time.now())).isEqualTo(Instant.EPOCH.plusSeconds(4));
  }

  @Test
  void veryLongSleepsNeitherFireNorOverflow() throws Exception {
    Sleep forever = Time.sleep(Duration.ofSeconds(Long.MAX_VALUE));
    Sleep maximum = Time.sleepUntil(Instant.MAX);
    assertThat(forever.poll(loop).isReady()).isFalse();
    assertThat(maximum.poll(loop).isReady()).isFalse();
    loop.advanceMillis(Duration.ofDays(10_900).toMillis());
    assertThat(loop.wakes).isZero();
    loop.advanceMillis(Duration.ofDays(100).toMillis());
    assertThat(loop.wakes).isEqualTo(2);
  }

  @Test
  void anUnwokenPollStaysPendingAndTheLatestWakerIsCalled() throws Exception {
    Sleep sleep = Time.sleep(Duration.ofMillis(5));
    int[] calls = new int[2];
    Context first = loop.withWaker(Waker.of(() -> calls[0]++));
    Context second = loop.withWaker(Waker.of(() -> calls[1]++));
    assertThat(sleep.poll(first)).isEqualTo(Poll.pending());
    assertThat(sleep.poll(second)).isEqualTo(Poll.pending());
    loop.advanceMillis(4);
    assertThat(sleep.poll(second)).isEqualTo(Poll.pending());
    loop.advanceMillis(1);
    assertThat(calls).containsExactly(0, 1);
    assertThat(sleep.poll(second).isReady()).isTrue();
  }

  @Test
  void dropTakesTheTimerOutOfTheWheel() throws Exception {
    Sleep sleep = Time.sleep(Duration.ofMillis(5));
    assertThat(sleep.poll(loop).isReady()).isFalse();
    sleep.drop();
    sleep.drop();
    assertThat(loop.wheel.nextDeadline()).isEqualTo(Long.MAX_VALUE);
    assertThat(loop.advanceMillis(10)).isZero();
    assertThat(loop.wakes).isZero();
    assertThatThrownBy(() -> sleep.poll(loop))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a sleep was polled after it was dropped");
  }

  @Test
  void aCompletedSleepRefusesAnotherPoll() throws Exception {
    Sleep sleep = Time.sleep(Duration.ZERO);
    loop.run(sleep);
    sleep.drop();
    assertThatThrownBy(() -> sleep.poll(loop))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a sleep was polled after it had completed");
  }

  @Test
  void completionSpendsBudget() throws Exception {
    Sleep sleep = Time.sleep(Duration.ofMillis(1));
    assertThat(sleep.poll(loop).isReady()).isFalse();
    loop.advanceMillis(1);
    loop.budget = 0;
    assertThat(sleep.poll(loop).isReady()).isFalse();
    loop.budget = 2;
    assertThat(sleep.poll(loop).isReady()).isTrue();
    assertThat(loop.budget).isEqualTo(1);
  }

  @Test
  void resetOfAnArmedSleepKeepsItsWaiter() throws Exception {
    Sleep sleep = Time.sleep(Duration.ofMillis(10));
    assertThat(sleep.poll(loop).isReady()).isFalse();
    loop.advanceMillis(6);
    sleep.reset(Duration.ofMillis(10));
    assertThat(sleep.deadline()).contains(Instant.EPOCH.plusMillis(16));
    loop.advanceMillis(9);
    assertThat(loop.wakes).isZero();
    assertThat(sleep.isElapsed()).isFalse();
    loop.advanceMillis(1);
    assertThat(loop.wakes).isEqualTo(1);
    assertThat(sleep.isElapsed()).isTrue();
    assertThat(sleep.poll(loop).isReady()).isTrue();
  }

  @Test
  void resetIntoThePastWakesAtOnce() throws Exception {
    Sleep sleep = Time.sleep(Duration.ofMillis(10));
    assertThat(sleep.poll(loop).isReady()).isFalse();
    loop.advanceMillis(5);
    sleep.resetUntil(Instant.EPOCH);
    loop.wheel.advance(loop.clock.nanos());
    assertThat(loop.wakes).isEqualTo(1);
    assertThat(sleep.poll(loop).isReady()).isTrue();
  }

  @Test
  void resetBeforeTheFirstPollAndAfterCompletionStartsANewWait() throws Exception {
    Sleep sleep = Time.sleep(Duration.ofDays(1));
    sleep.reset(Duration.ofMillis(3));
    assertThat(sleep.deadline()).isEmpty();
    loop.run(sleep);
    assertThat(loop.millis()).isEqualTo(3);
    sleep.reset(Duration.ofMillis(4));
    loop.run(sleep);
    assertThat(loop.millis()).isEqualTo(7);
    sleep.resetUntil(Instant.EPOCH.plusMillis(9));
    assertThat(sleep.poll(loop).isReady()).isFalse();
    loop.advanceMillis(2);
    sleep.reset(Duration.ofMillis(1)); // it had fired, and nobody has looked
    assertThat(sleep.poll(loop).isReady()).isFalse();
    loop.run(sleep);
    assertThat(loop.millis()).isEqualTo(10);
  }

  @Test
  void postponeMovesTheDeadlineWithoutAClock() throws Exception {
    Sleep sleep = Time.sleep(Duration.ofMillis(5));
    sleep.postpone(Duration.ofMillis(5));
    assertThat(sleep.poll(loop).isReady()).isFalse();
    loop.advanceMillis(4);
    sleep.postpone(Duration.ofMillis(90));
    sleep.postpone(Duration.ofMillis(-10));
    loop.advanceMillis(85);
    assertThat(loop.wakes).isZero();
    loop.advanceMillis(1);
    assertThat(loop.wakes).isEqualTo(1);
    assertThat(sleep.poll(loop).isReady()).isTrue();
    sleep.postpone(Duration.ofMillis(10)); // after completion: a new wait
    loop.run(sleep);
    assertThat(loop.millis()).isEqualTo(100);
    sleep.postpone(Duration.ofMillis(-1));
    assertThat(sleep.poll(loop).isReady()).isTrue();
    Sleep negative = Time.sleep(Duration.ofMillis(5));
    negative.postpone(Duration.ofSeconds(Long.MIN_VALUE));
    assertThat(negative.poll(loop).isReady()).isTrue();
  }

  @Test
  void postponeIntoThePastWakesAtOnceAndIntoEternityNever() throws Exception {
    Sleep sleep = Time.sleep(Duration.ofMillis(10));
    assertThat(sleep.poll(loop).isReady()).isFalse();
    loop.advanceMillis(5);
    sleep.postpone(Duration.ofSeconds(Long.MAX_VALUE));
    loop.advanceMillis(1_000_000);
    assertThat(loop.wakes).isZero();
    sleep.postpone(Duration.ofSeconds(Long.MIN_VALUE));
    loop.wheel.advance(loop.clock.nanos());
    assertThat(loop.wakes).isEqualTo(1);
    assertThat(sleep.poll(loop).isReady()).isTrue();
    sleep.drop();
    Sleep dropped = Time.sleep(Duration.ofDays(1));
    dropped.drop();
    assertThatThrownBy(() -> dropped.postpone(Duration.ofMillis(1)))
        .hasMessage("a sleep was reset after it was dropped");
  }

  @Test
  void resetAfterDropIsRefused() {
    Sleep sleep = Time.sleep(Duration.ofDays(1));
    sleep.drop();
    assertThatThrownBy(() -> sleep.reset(Duration.ZERO))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a sleep was reset after it was dropped");
  }

  @Test
  void withoutARuntimeTheErrorSaysWhatToDo() {
    Context bare = Context.of(Waker.noop());
    assertThatThrownBy(() -> Time.sleep(Duration.ofMillis(1)).poll(bare))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("a sleep needs a Pollen runtime: await it inside Pollen.run(...)");
    assertThatThrownBy(() -> Time.now().poll(bare))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Time.now() needs a Pollen runtime");
  }

  @Test
  void aSleepThatOutlivesItsRuntimeFails() throws Exception {
    Sleep armed = Time.sleep(Duration.ofMillis(10));
    Sleep fired = Time.sleep(Duration.ofMillis(1));
    assertThat(armed.poll(loop).isReady()).isFalse();
    assertThat(fired.poll(loop).isReady()).isFalse();
    loop.advanceMillis(1);
    loop.takeWoken();
    loop.wheel.close();
    assertThat(loop.takeWoken()).isTrue();
    assertThat(loop.wheel.nextDeadline()).isEqualTo(Long.MAX_VALUE);
    assertThatThrownBy(() -> armed.poll(loop)).hasMessageContaining("has shut down");
    assertThatThrownBy(() -> Time.sleep(Duration.ofMillis(1)).poll(loop))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has shut down");
    assertThat(fired.poll(loop).isReady()).isTrue();
  }

  @SuppressWarnings("pollen:awaitInFinally")
  private Future<Object> cleaningUp(List<String> log) {
    return async(() -> {
      try {
        return await(Async.pending());
      } finally {
        try {
          await(Time.timeout(Duration.ofMillis(5), Time.sleep(Duration.ofMillis(1))));
          log.add("wrong");
        } finally {
          log.add("outer");
        }
      }
    });
  }

  @Test
  void aSleepInACleanupThatIsDroppedEndsItQuietly() throws Exception {
    List<String> log = new ArrayList<>();
    Future<Object> block = cleaningUp(log);
    assertThat(block.poll(loop).isReady()).isFalse();
    reporting(log, block::drop);
    assertThat(log).containsExactly("outer");
    assertThat(loop.wheel.nextDeadline()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  @SuppressWarnings("pollen:swallowsDropped")
  void aLoopThatSwallowsTheSignalAndSleepsIsStopped() throws Exception {
    List<String> log = new ArrayList<>();
    Future<Object> block =
        async(() -> {
          while (true) {
            try {
              await(Time.sleep(Duration.ofMillis(1)));
            } catch (Throwable swallowed) {
              log.add(swallowed.getClass().getSimpleName());
            }
          }
        });
    assertThat(block.poll(loop).isReady()).isFalse();
    reporting(log, block::drop);
    assertThat(log).hasSize(9).last().asString().contains("Dropped signal 8 times");
    assertThat(log.subList(0, 8)).containsOnly("Dropped");
  }

  private static void reporting(List<String> log, Runnable action) {
    var before = FailureHook.install((source, failure) -> log.add(String.valueOf(failure)));
    try {
      action.run();
    } finally {
      FailureHook.install(before);
    }
  }

  @Test
  void itsTextSaysWhatItWaitsFor() throws Exception {
    TimeLoop loop = new TimeLoop();
    Future<Void> sleep = Time.sleep(Duration.ofSeconds(3));
    Future<Void> timeout = Time.timeout(Duration.ofSeconds(5), sleep);
    assertThat(sleep).hasToString("a sleep of PT3S, not polled yet");
    assertThat(timeout.poll(loop).isReady()).isFalse();
    loop.advanceMillis(1_000);
    assertThat(timeout).hasToString("a timeout with 4 s left, of a sleep with 2 s left");
    timeout.drop();
    assertThat(sleep).hasToString("a sleep that was dropped");
  }
}
