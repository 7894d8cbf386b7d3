package io.pollen.combine;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.Async.failed;
import static io.pollen.Async.using;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.pollen.Async;
import io.pollen.Context;
import io.pollen.Drive;
import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.conformance.PollHarness;
import io.pollen.conformance.Probe;
import io.pollen.woven.RawFuture;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Futures with more than one end: shared, abortable, using.
class HandlesTest {
  private final List<String> log = new ArrayList<>();

  // --- shared ---

  @Test
  void everyHandleGetsTheSameResultOfOneComputation() throws Exception {
    Probe<Object> probe = new Probe<>();
    Shared<Object> first = probe.shared();
    Shared<Object> second = first.copy();
    var one = PollHarness.of(first).assertPending();
    var two = PollHarness.of(second).assertPending();
    Object value = new Object();
    probe.complete(value);
    assertThat(one.isWoken() && two.isWoken()).isTrue();
    assertThat(one.assertReady()).isSameAs(value);
    assertThat(two.assertReady()).isSameAs(value);
    assertThat(Drive.drive(first.copy())).isSameAs(value);
    assertThat(probe.polls()).isEqualTo(3);
  }

  @Test
  void aSharedFailureIsTheSameThrowableForAll() {
    var failure = new IOException("no");
    Shared<Object> first = failed(failure).shared();
    Shared<Object> second = first.copy();
    assertThatThrownBy(() -> Drive.drive(first)).isSameAs(failure);
    assertThatThrownBy(() -> Drive.drive(second)).isSameAs(failure);
    assertThat(failure.getSuppressed()).isEmpty();
  }

  @Test
  void aHandlesWakerThatThrowsLeavesNoOtherHandleAsleep() throws Exception {
    Probe<Object> probe = new Probe<>();
    Shared<Object> first = probe.shared();
    Shared<Object> second = first.copy();
    var broken = new IllegalStateException("a broken waker");
    Context cx =
        Context.of(() -> {
          throw broken;
        });
    assertThat(first.pollRaw(cx)).isSameAs(RawFuture.PENDING);
    var two = PollHarness.of(second).assertPending();
    List<Throwable> reported = new ArrayList<>();
    var before = FailureHook.install((source, failure) -> reported.add(failure));
    try {
      probe.complete("value");
    } finally {
      FailureHook.install(before);
    }
    assertThat(two.isWoken()).isTrue();
    assertThat(reported).containsExactly(broken);
  }

  @Test
  void onlyTheLastHandleDropsTheComputation() throws Exception {
    Probe<Object> probe = new Probe<>();
    Shared<Object> first = probe.shared();
    Shared<Object> second = first.copy();
    PollHarness.of(first).assertPending();
    first.drop();
    first.drop();
    assertThat(probe.drops()).isZero();
    second.drop();
    assertThat(probe.drops()).isEqualTo(1);
    assertThatThrownBy(first::copy).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whenThePollingHandleIsDroppedAnotherOneTakesOver() throws Exception {
    Probe<Object> probe = new Probe<>();
    Shared<Object> first = probe.shared();
    var second = PollHarness.of(first.copy()).assertPending();
    PollHarness.of(first).assertPending();
    second.waker().reset();
    first.drop();
    assertThat(second.isWoken()).isTrue();
    second.assertPending();
    probe.complete("value");
    assertThat(second.isWoken()).isTrue();
    second.assertReady("value");
  }

  @Test
  void aHandleTurnedAwayDuringAPollIsWokenByAWakeInThatPoll() throws Exception {
    Probe<Object> probe = new Probe<>();
    Shared<Object> first = probe.shared();
    var second = PollHarness.of(first.copy());
    probe.onPoll(() -> {
      probe.onPoll(() -> {});
      try {
        second.assertPending();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
      probe.wake();
    });
    PollHarness.of(first).assertPending();
    assertThat(probe.polls()).isEqualTo(1);
    assertThat(second.isWoken()).isTrue();
  }

  // --- abortable ---

  @Test
  void anAbortFromAnotherThreadEndsTheFutureAtItsNextPoll() throws Exception {
    Probe<Object> probe = new Probe<>();
    Abortable<Object> abortable = probe.abortable();
    var harness = PollHarness.of(abortable).assertPending();
    Thread.ofPlatform().start(abortable.handle()::abort).join();
    assertThat(harness.isWoken()).isTrue();
    assertThat(probe.drops()).isZero();
    assertThat(harness.assertFails()).isInstanceOf(AbortedException.class);
    assertThat(probe.drops()).isEqualTo(1);
    harness.assertRefusesPoll();
  }

  @Test
  void anAbortBeforeTheFirstPollAndOneDuringIt() throws Exception {
    Probe<Object> never = new Probe<>();
    Abortable<Object> before = never.abortable();
    before.handle().abort();
    assertThatThrownBy(() -> Drive.drive(before)).isInstanceOf(AbortedException.class);
    assertThat(never.polls()).isZero();

    Probe<Object> probe = new Probe<>();
    Abortable<Object> during = probe.abortable();
    probe.onPoll(during.handle()::abort);
    assertThat(PollHarness.of(during).assertFails()).isInstanceOf(AbortedException.class);
    assertThat(probe.drops()).isEqualTo(1);
  }

  @Test
  void anAbortAfterCompletionHasNoEffect() throws Exception {
    Probe<Object> probe = new Probe<>();
    Abortable<Object> abortable = probe.abortable();
    probe.complete("value");
    assertThat(Drive.drive(abortable)).isEqualTo("value");
    abortable.handle().abort();
    assertThat(abortable.handle().isAborted()).isTrue();
  }

  @Test
  void aHandleKeepsNoWakerAfterTheEnd() throws Exception {
    for (var end : Ending.values()) {
      Probe<Object> probe = new Probe<>();
      Abortable<Object> abortable = probe.abortable();
      var harness = PollHarness.of(abortable).assertPending();
      switch (end) {
        case READY -> {
          probe.complete("value");
          harness.assertReady("value");
        }
        case DROPPED -> abortable.drop();
        case CANCELLED -> assertThat(abortable.pollCancel(harness.context()).isReady()).isTrue();
      }
      harness.waker().reset();
      abortable.handle().abort();
      assertThat(harness.isWoken()).as("woken after " + end).isFalse();
    }
  }

  private enum Ending {
    READY,
    DROPPED,
    CANCELLED
  }

  // --- using ---

  private AutoCloseable resource() {
    return () -> log.add("closed");
  }

  @Test
  void usingClosesBeforeTheValueIsVisible() throws Exception {
    Probe<Object> probe = new Probe<>();
    Future<Object> future = using(resource(), r -> await(probe)).inspect(v -> log.add("visible"));
    var harness = PollHarness.of(future).assertPending();
    assertThat(log).isEmpty();
    probe.complete("value");
    harness.assertReady("value");
    assertThat(log).containsExactly("closed", "visible");
  }

  @Test
  void usingClosesAfterAFailureAndWhenSuspendedAndBeforeTheFirstPoll() throws Exception {
    var failure = new IOException("body");
    assertThatThrownBy(() -> Drive.drive(using(resource(), r -> await(failed(failure)))))
        .isSameAs(failure);
    assertThat(log).containsExactly("closed");

    Probe<Object> probe = new Probe<>("probe").onDrop(() -> log.add("body dropped"));
    var suspended = PollHarness.of(using(resource(), r -> await(probe))).assertPending();
    suspended.future().drop();
    assertThat(log).containsExactly("closed", "body dropped", "closed");

    using(resource(), r -> await(probe)).drop();
    assertThat(log).hasSize(4).endsWith("closed");
  }

  @Test
  void aFailingCloseFailsASuccessfulBodyButNeverReplacesAFailure() throws Exception {
    AutoCloseable broken =
        () -> {
          throw new IOException("close");
        };
    assertThatThrownBy(() -> Drive.drive(using(broken, r -> "value"))).hasMessage("close");
    List<String> reported = new ArrayList<>();
    var before = FailureHook.install((source, failure) -> reported.add(failure.getMessage()));
    try {
      var failure = new IOException("body");
      assertThatThrownBy(() -> Drive.drive(using(broken, r -> await(failed(failure)))))
          .isSameAs(failure);
      assertThat(failure.getSuppressed()).isEmpty();
    } finally {
      FailureHook.install(before);
    }
    assertThat(reported).containsExactly("close");
  }

  @Test
  void aKeptFutureIsDroppedWithTheBlockAroundIt() throws Exception {
    Probe<Object> slow = new Probe<>();
    Probe<Object> tick = new Probe<>();
    Future<Object> block =
        async(() -> {
          try (var kept = io.pollen.Async.keep(slow)) {
            return await(io.pollen.Async.race(kept, tick));
          }
        });
    PollHarness.of(block).assertPending();
    block.drop();
    assertThat(slow.drops()).isEqualTo(1);
    assertThat(tick.drops()).isEqualTo(1);
  }

  @Test
  void oneHandleWithTwoAwaitersIsToldToCopy() throws Exception {
    Shared<Object> handle = Async.<Object>ready("value").shared();
    PollHarness.of(handle).assertReady("value");
    assertThatThrownBy(() -> Drive.drive(handle))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("copy() one for each awaiter");
  }

  @Test
  void oneHandlePolledByTwoThreadsAtOnceIsToldToCopy() throws Exception {
    Probe<Object> probe = new Probe<>();
    Shared<Object> handle = probe.shared();
    List<Throwable> refused = new ArrayList<>();
    probe.onPoll(() -> {
      var other = new FutureTask<Throwable>(() -> catchThrowable(() -> Drive.drive(handle)));
      Thread.ofPlatform().start(other);
      try {
        refused.add(other.get(10, TimeUnit.SECONDS));
      } catch (Exception e) {
        refused.add(e);
      }
    });
    PollHarness.of(handle).assertPending();
    handle.drop();
    assertThat(refused)
        .singleElement()
        .satisfies(failure ->
            assertThat(failure)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("copy() one for each awaiter"));
  }
}
