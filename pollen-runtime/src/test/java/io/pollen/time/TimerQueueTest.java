package io.pollen.time;

import static io.pollen.runtime.Pollen.async;
import static io.pollen.runtime.Pollen.await;
import static io.pollen.runtime.Pollen.spawn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.Waker;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.time.TimerQueue.Entry;
import io.pollen.time.TimerQueue.Key;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TimerQueueTest {
  private final TimeLoop loop = new TimeLoop();
  private final TimerQueue<String> queue = new TimerQueue<>(loop.clock);

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }

  private static Instant atMillis(long millis) {
    return Instant.EPOCH.plusMillis(millis);
  }

  private Optional<String> next() throws Exception {
    return loop.run(queue.next()).map(Entry::value);
  }

  private boolean isPending(Future<?> next) throws Exception {
    return next.poll(loop) == Poll.pending();
  }

  @Test
  void entriesComeOutByTheirDeadlinesEachToTheMillisecond() throws Exception {
    queue.insert("c", millis(30));
    queue.insert("a", millis(10));
    queue.insertAt("b", atMillis(20));
    List<Long> times = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (Optional<Entry<String>> entry = loop.run(queue.next());
        entry.isPresent();
        entry = loop.run(queue.next())) {
      values.add(entry.get().value());
      times.add(loop.millis());
      assertThat(entry.get().deadline()).isEqualTo(loop.clock.now());
    }
    assertThat(values).containsExactly("a", "b", "c");
    assertThat(times).containsExactly(10L, 20L, 30L);
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void theWaitIsRoundedUpToAMillisecondAndOnlyOnce() throws Exception {
    queue.insert("a", Duration.ofNanos(1));
    queue.insert("b", Duration.ofNanos(999_999));
    assertThat(next()).contains("a");
    assertThat(loop.clock.nanos()).isEqualTo(1_000_000);
    assertThat(queue.next().poll(loop).isReady()).isTrue();
  }

  @Test
  void theSameDeadlineKeepsTheOrderOfInsertsAndResets() throws Exception {
    Key<String> first = queue.insert("a", millis(5));
    queue.insert("b", millis(5));
    queue.insert("c", millis(5));
    queue.reset(first, millis(5));
    assertThat(List.of(next().get(), next().get(), next().get())).containsExactly("b", "c", "a");
  }

  @Test
  void aDeadlineInThePastIsDueAtTheNextPoll() throws Exception {
    loop.advanceMillis(1_000);
    queue.insert("later", millis(1));
    queue.insert("zero", Duration.ZERO);
    queue.insert("negative", Duration.ofSeconds(Long.MIN_VALUE));
    queue.insertAt("past", Instant.MIN);
    assertThat(List.of(next().get(), next().get(), next().get()))
        .containsExactly("zero", "negative", "past");
    assertThat(loop.wakes).isZero();
    assertThat(isPending(queue.next())).isTrue();
  }

  @Test
  void aDurationCountsFromTheInsert() throws Exception {
    queue.insert("a", millis(100));
    loop.advanceMillis(60);
    assertThat(next()).contains("a");
    assertThat(loop.millis()).isEqualTo(100);
  }

  @Test
  void anEmptyQueueAnswersEmptyAndGoesOnAfterAnInsert() throws Exception {
    assertThat(next()).isEmpty();
    queue.insert("a", millis(1));
    assertThat(next()).contains("a");
    assertThat(next()).isEmpty();
  }

  @Test
  void anEarlierInsertWakesAtItsDeadlineAndALaterOneDoesNot() throws Exception {
    queue.insert("slow", millis(100));
    Future<Optional<Entry<String>>> waiting = queue.next();
    assertThat(isPending(waiting)).isTrue();
    queue.insert("slower", millis(200));
    queue.insert("fast", millis(10));
    loop.advanceMillis(9);
    assertThat(loop.wakes).isZero();
    loop.advanceMillis(1);
    assertThat(loop.wakes).isEqualTo(1);
    assertThat(loop.run(waiting).map(Entry::value)).contains("fast");
  }

  @Test
  void resetOfTheFirstMovesTheWaitersDeadlineBothWays() throws Exception {
    Key<String> key = queue.insert("a", millis(100));
    Future<Optional<Entry<String>>> waiting = queue.next();
    assertThat(isPending(waiting)).isTrue();
    queue.reset(key, millis(500));
    assertThat(queue.deadline(key)).isEqualTo(atMillis(500));
    loop.advanceMillis(499);
    assertThat(loop.wakes).isZero();
    assertThat(isPending(waiting)).isTrue();
    queue.resetAt(key, Instant.EPOCH);
    assertThat(loop.wakes).isEqualTo(1);
    assertThat(waiting.poll(loop).isReady()).isTrue();
  }

  @Test
  void removingTheLastEntryWakesTheWaiterWhichAnswersEmpty() throws Exception {
    Key<String> key = queue.insert("a", millis(100));
    Future<Optional<Entry<String>>> waiting = queue.next();
    assertThat(isPending(waiting)).isTrue();
    assertThat(queue.remove(key)).isEqualTo(new Entry<>(key, "a", atMillis(100)));
    assertThat(loop.wakes).isEqualTo(1);
    assertThat(loop.run(waiting)).isEmpty();
  }

  @Test
  void clearWakesTheWaiterAndInvalidatesTheKeys() throws Exception {
    Key<String> key = queue.insert("a", millis(100));
    queue.insert("b", millis(200));
    Future<Optional<Entry<String>>> waiting = queue.next();
    assertThat(isPending(waiting)).isTrue();
    queue.clear();
    assertThat(queue.size()).isZero();
    assertThat(loop.wakes).isEqualTo(1);
    assertThat(loop.run(waiting)).isEmpty();
    assertThat(queue.contains(key)).isFalse();
  }

  @Test
  void theKeyOfAnEntryThatHasLeftIsRefusedEverywhere() throws Exception {
    Key<String> key = queue.insert("a", Duration.ZERO);
    assertThat(queue.contains(key)).isTrue();
    assertThat(loop.run(queue.next()).get().key()).isSameAs(key);
    queue.insert("another", millis(1));
    assertThat(queue.contains(key)).isFalse();
    assertThat(queue.tryRemove(key)).isEmpty();
    for (Runnable use :
        List.<Runnable>of(
            () -> queue.remove(key),
            () -> queue.reset(key, millis(1)),
            () -> queue.resetAt(key, Instant.EPOCH),
            () -> queue.deadline(key))) {
      assertThatThrownBy(use::run)
          .isInstanceOf(NoSuchElementException.class)
          .hasMessageContaining("it has come out, or was removed");
    }
    TimerQueue<String> other = new TimerQueue<>(loop.clock);
    Key<String> foreign = other.insert("x", millis(1));
    assertThatThrownBy(() -> queue.tryRemove(foreign))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("another timer queue");
  }

  @Test
  void whatIsDueButNotYetAskedForCanStillBeMovedAndRemoved() throws Exception {
    Key<String> moved = queue.insert("moved", millis(1));
    Key<String> removed = queue.insert("removed", millis(1));
    loop.advanceMillis(5);
    queue.reset(moved, millis(10));
    assertThat(queue.tryRemove(removed)).map(Entry::value).contains("removed");
    assertThat(next()).contains("moved");
    assertThat(loop.millis()).isEqualTo(15);
  }

  @Test
  void peekAndTryNextDoNotWait() throws Exception {
    assertThat(queue.peek()).isEmpty();
    assertThat(queue.tryNext()).isEmpty();
    Key<String> key = queue.insert("a", millis(3));
    queue.insert("b", millis(4));
    assertThat(queue.peek()).contains(new Entry<>(key, "a", atMillis(3)));
    assertThat(queue.tryNext()).isEmpty();
    loop.advanceMillis(3);
    assertThat(queue.tryNext()).map(Entry::value).contains("a");
    assertThat(queue.tryNext()).isEmpty();
    assertThat(queue.size()).isEqualTo(1);
  }

  @Test
  void aDroppedNextLosesNothingAndLeavesNoTimer() throws Exception {
    queue.insert("a", millis(5));
    Future<Optional<Entry<String>>> dropped = queue.next();
    assertThat(isPending(dropped)).isTrue();
    assertThat(loop.wheel.nextDeadline()).isEqualTo(5_000_000);
    dropped.drop();
    assertThat(loop.wheel.nextDeadline()).isEqualTo(Long.MAX_VALUE);
    assertThat(next()).contains("a");
    assertThat(loop.wheel.nextDeadline()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void anyNumberOfEntriesIsOneTimer() throws Exception {
    for (int i = 1; i <= 1_000; i++) {
      queue.insert("x", millis(i));
    }
    Future<?> waiting = queue.next();
    assertThat(isPending(waiting)).isTrue();
    assertThat(loop.advanceMillis(1_000)).isEqualTo(1);
  }

  @Test
  void twoNextsAtOnceAreRefused() throws Exception {
    queue.insert("a", millis(5));
    Future<?> first = queue.next();
    assertThat(isPending(first)).isTrue();
    assertThatThrownBy(() -> queue.next().poll(loop))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("two futures of one timer queue's next()");
    first.drop();
    assertThat(next()).contains("a");
  }

  @Test
  void completionSpendsBudgetAlsoOfAnEmptyQueue() throws Exception {
    loop.budget = 0;
    assertThat(isPending(queue.next())).isTrue();
    queue.insert("a", Duration.ZERO);
    assertThat(isPending(queue.next())).isTrue();
    loop.budget = 1;
    assertThat(next()).contains("a");
    assertThat(loop.budget).isZero();
  }

  @Test
  void aVeryLateDeadlineIsCutAndDoesNotOverflow() throws Exception {
    queue.insert("forever", Duration.ofSeconds(Long.MAX_VALUE));
    queue.insertAt("maximum", Instant.MAX);
    queue.insert("soon", millis(1));
    assertThat(next()).contains("soon");
    assertThat(queue.peek().get().deadline())
        .isBetween(atMillis(0), Instant.parse("2001-01-01T00:00:00Z"));
    assertThat(next()).contains("forever");
  }

  @Test
  void aKeyDoesNotKeepTheValueOfAnEntryThatHasLeft() throws Exception {
    TimerQueue<byte[]> large = new TimerQueue<>(loop.clock);
    WeakReference<byte[]> value = new WeakReference<>(new byte[1_000]);
    Key<byte[]> key = insertHeld(large, value);
    large.clear();
    while (value.get() != null) {
      System.gc();
    }
    assertThat(key).hasToString("the key of an entry that has left");
  }

  private static Key<byte[]> insertHeld(TimerQueue<byte[]> into, WeakReference<byte[]> value) {
    return into.insert(value.get(), millis(1));
  }

  @Test
  void withoutARuntimeTheErrorsSayWhatToDo() throws Exception {
    assertThatThrownBy(TimerQueue::new)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("no Pollen runtime here");
    queue.insert("a", millis(1));
    assertThatThrownBy(() -> queue.next().poll(Context.of(Waker.noop())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("TimerQueue.next needs a Pollen runtime");
    assertThat(next()).contains("a");
  }

  @Test
  void anotherClockThanTheRuntimesIsRefused() {
    for (long ahead : new long[] {0, 1_000}) {
      TestClock clock = new TestClock();
      clock.advance(millis(ahead));
      TimerQueue<String> elsewhere = new TimerQueue<>(clock);
      elsewhere.insert("a", millis(1));
      loop.advanceMillis(500);
      assertThatThrownBy(() -> elsewhere.next().poll(loop))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("another clock");
    }
  }

  @Test
  void theTextSaysWhatIsWaitedFor() throws Exception {
    queue.insert("a", Duration.ofSeconds(3));
    Future<?> next = queue.next();
    assertThat(next).hasToString("TimerQueue.next, of a timer queue of 1");
    assertThat(isPending(next)).isTrue();
    assertThat(next).hasToString("TimerQueue.next with 3 s left, of a timer queue of 1");
    next.drop();
    assertThatThrownBy(() -> next.poll(loop)).hasMessageContaining("was dropped");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void inARuntimeItHasTheRuntimesClock(boolean single) throws Exception {
    TestClock clock = new TestClock();
    var builder = AsyncRuntime.builder().clock(clock);
    List<String> out = new ArrayList<>();
    try (AsyncRuntime runtime = (single ? builder.currentThread() : builder).build()) {
      assertThat(runtime.clock()).isSameAs(clock);
      runtime.blockOn(
          async(() -> {
            var sessions = new TimerQueue<String>();
            sessions.insert("in a day", Duration.ofDays(1));
            Key<String> moved = sessions.insert("in an hour", Duration.ofHours(1));
            await(
                spawn(() -> {
                  await(Time.sleep(Duration.ofMinutes(30)));
                  sessions.reset(moved, Duration.ofHours(1));
                  for (int i = 0; i < 2; i++) {
                    Entry<String> entry = await(sessions.next()).orElseThrow();
                    out.add(entry.value() + " " + Duration.between(Instant.EPOCH, clock.now()));
                  }
                }));
          }));
    }
    assertThat(out).containsExactly("in an hour PT1H30M", "in a day PT24H");
  }
}
