package io.pollen.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.pollen.FailureHook;
import io.pollen.Poll;
import io.pollen.conformance.Subject.Case;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;

/// The laws of polling and dropping of [Future], as checks for any future.
///
/// ```
/// @TestFactory Stream<DynamicContainer> laws() {
///   return FutureLaws.check(Subject.over("map", probes -> probes.next().map(x -> x)), ...);
/// }
/// ```
///
/// Each check makes its own fresh future from the subject.
public final class FutureLaws {
  private static final int MAX_CANCEL_POLLS = 100;

  /// One law.
  @FunctionalInterface
  private interface Law {
    void check(Case fresh) throws Exception;
  }

  private FutureLaws() {}

  /// All laws for all subjects.
  public static Stream<DynamicContainer> check(Subject... subjects) {
    return Stream.of(subjects)
        .map(subject -> DynamicContainer.dynamicContainer(subject.name(), laws(subject)));
  }

  private static Stream<DynamicTest> laws(Subject subject) {
    List<DynamicTest> tests = new ArrayList<>();
    add(tests, subject, "creating it does nothing", FutureLaws::lazy);
    add(
        tests,
        subject,
        "it is pending, is woken from another thread, then ready",
        FutureLaws::woken);
    add(tests, subject, "spurious polls are legal", FutureLaws::spurious);
    add(tests, subject, "the last waker wins", FutureLaws::lastWaker);
    add(tests, subject, "it may be polled by one thread after another", FutureLaws::migrates);
    add(tests, subject, "a poll after Ready is refused", FutureLaws::afterReady);
    add(tests, subject, "a drop after Ready drops nothing twice", FutureLaws::dropAfterReady);
    if (subject.ownsUnstarted()) {
      add(tests, subject, "a drop before the first poll releases once", FutureLaws::dropUnstarted);
      add(
          tests,
          subject,
          "a patient cancel before the first poll ends",
          FutureLaws::cancelUnstarted);
    } else {
      add(tests, subject, "a drop before the first poll starts nothing", FutureLaws::neverStarted);
    }
    add(tests, subject, "a drop while suspended releases once", FutureLaws::dropSuspended);
    add(tests, subject, "a completion after a drop has no effect", FutureLaws::completeAfterDrop);
    add(tests, subject, "a patient cancel ends and releases", FutureLaws::cancelSuspended);
    add(tests, subject, "a drop ends a patient cancel", FutureLaws::dropDuringCancel);
    add(tests, subject, "it starts no thread", FutureLaws::noThread);
    if (!subject.fresh().get().owned().isEmpty()) {
      add(
          tests,
          subject,
          "a drop from inside its own poll waits for Pending",
          FutureLaws::dropInPoll);
      add(
          tests,
          subject,
          "a drop from inside its poll discards Ready",
          FutureLaws::dropInReadyPoll);
      add(tests, subject, "a poll from inside its own poll is refused", FutureLaws::pollInPoll);
      add(tests, subject, "a patient cancel waits for the cleanup inside", FutureLaws::cleanup);
      add(tests, subject, "a drop that fails goes to the failure hook", FutureLaws::failingDrop);
      if (!subject.absorbsFailure()) {
        add(tests, subject, "it fails by the same exception, and once", FutureLaws::fails);
      }
    }
    return tests.stream();
  }

  private static void add(List<DynamicTest> tests, Subject subject, String name, Law law) {
    tests.add(DynamicTest.dynamicTest(name, () -> law.check(subject.fresh().get())));
  }

  private static void lazy(Case fresh) {
    assertThat(fresh.owned()).allSatisfy(probe -> assertThat(probe.polls()).isZero());
    fresh.future().drop();
  }

  private static void woken(Case fresh) throws Exception {
    var harness = PollHarness.of(fresh.future());
    harness.assertPending();
    assertThat(fresh.owned()).allSatisfy(probe -> assertThat(probe.polls()).isEqualTo(1));
    Thread other = Thread.ofPlatform().start(fresh.complete());
    harness.waker().awaitWake();
    other.join();
    untilReady(harness);
    releasedOnce(fresh);
  }

  private static void spurious(Case fresh) throws Exception {
    var harness = PollHarness.of(fresh.future());
    harness.assertPending().assertPending().assertPending();
    fresh.complete().run();
    assertThat(harness.isWoken()).as("woken after spurious polls").isTrue();
    untilReady(harness);
  }

  private static void lastWaker(Case fresh) throws Exception {
    var first = new CountingWaker();
    assertThat(fresh.future().poll(ManualContext.of(first)).isReady()).isFalse();
    var second = PollHarness.of(fresh.future());
    second.assertPending();
    fresh.complete().run();
    assertThat(second.isWoken()).as("the waker of the last poll was woken").isTrue();
    untilReady(second);
  }

  private static void migrates(Case fresh) throws Exception {
    var harness = PollHarness.of(fresh.future());
    onAnotherThread(harness::assertPending);
    harness.assertPending();
    fresh.complete().run();
    onAnotherThread(() -> untilReady(harness));
  }

  private static void afterReady(Case fresh) throws Exception {
    var harness = ready(fresh);
    harness.assertRefusesPoll();
    harness.assertRefusesPoll();
  }

  private static void dropAfterReady(Case fresh) throws Exception {
    var harness = ready(fresh);
    harness.future().drop();
    harness.future().drop();
    releasedOnce(fresh);
    assertThat(fresh.future().pollCancel(harness.context()).isReady()).isTrue();
    releasedOnce(fresh);
  }

  private static void dropUnstarted(Case fresh) {
    fresh.future().drop();
    fresh.future().drop();
    releasedOnce(fresh);
    assertThat(fresh.owned()).allSatisfy(probe -> assertThat(probe.polls()).isZero());
    PollHarness.of(fresh.future()).assertRefusesPoll();
  }

  private static void neverStarted(Case fresh) {
    var harness = PollHarness.of(fresh.future());
    fresh.future().drop();
    cancelled(harness);
    harness.assertRefusesPoll();
    assertThat(fresh.owned())
        .allSatisfy(probe -> {
          assertThat(probe.polls()).isZero();
          assertThat(probe.drops()).as("a capture has another owner").isZero();
        });
  }

  private static void dropSuspended(Case fresh) throws Exception {
    var harness = PollHarness.of(fresh.future()).assertPending();
    fresh.future().drop();
    fresh.future().drop();
    releasedOnce(fresh);
    harness.assertRefusesPoll();
    releasedOnce(fresh);
  }

  private static void completeAfterDrop(Case fresh) throws Exception {
    var harness = PollHarness.of(fresh.future()).assertPending();
    fresh.future().drop();
    fresh.complete().run();
    harness.assertRefusesPoll();
    releasedOnce(fresh);
  }

  private static void cancelSuspended(Case fresh) throws Exception {
    var harness = PollHarness.of(fresh.future()).assertPending();
    cancelled(harness);
    releasedOnce(fresh);
    harness.assertRefusesPoll();
  }

  private static void cancelUnstarted(Case fresh) {
    var harness = PollHarness.of(fresh.future());
    cancelled(harness);
    fresh.future().drop();
    releasedOnce(fresh);
    harness.assertRefusesPoll();
  }

  private static void dropDuringCancel(Case fresh) throws Exception {
    fresh.owned().forEach(probe -> probe.cleanupPolls(5));
    var harness = PollHarness.of(fresh.future()).assertPending();
    var unused = fresh.future().pollCancel(harness.context());
    fresh.future().drop();
    assertThat(fresh.future().pollCancel(harness.context()).isReady()).isTrue();
    releasedOnce(fresh);
    harness.assertRefusesPoll();
  }

  private static void noThread(Case fresh) throws Exception {
    var group = new ThreadGroup("laws");
    var active = new int[1];
    var task =
        new FutureTask<Void>(() -> {
          PollHarness.of(fresh.future()).assertPending();
          fresh.future().drop();
          active[0] = group.activeCount();
          return null;
        });
    new Thread(group, task).start();
    task.get(10, TimeUnit.SECONDS);
    assertThat(active[0]).as("threads of the polling thread's group").isEqualTo(1);
  }

  private static void dropInPoll(Case fresh) throws Exception {
    Probe<Object> probe = fresh.owned().getFirst();
    probe.onPoll(() -> {
      fresh.future().drop();
      assertThat(probe.drops()).as("dropped inside its own poll").isZero();
    });
    var harness = PollHarness.of(fresh.future()).assertPending();
    releasedOnce(fresh);
    harness.assertRefusesPoll();
  }

  private static void dropInReadyPoll(Case fresh) throws Exception {
    fresh.owned().forEach(probe -> probe.onPoll(() -> fresh.future().drop()));
    fresh.complete().run();
    var harness = PollHarness.of(fresh.future());
    assertThat(harness.poll().isReady()).as("a value after a drop").isFalse();
    releasedOnce(fresh);
    harness.assertRefusesPoll();
  }

  private static void pollInPoll(Case fresh) throws Exception {
    var harness = PollHarness.of(fresh.future());
    fresh.owned().getFirst().onPoll(PollHarness.of(fresh.future())::assertRefusesPoll);
    harness.assertPending();
    fresh.future().drop();
  }

  private static void cleanup(Case fresh) throws Exception {
    fresh.owned().forEach(probe -> probe.cleanupPolls(2));
    var harness = PollHarness.of(fresh.future()).assertPending();
    assertThat(fresh.future().pollCancel(harness.context()).isReady()).isFalse();
    assertThat(fresh.owned()).allSatisfy(probe -> assertThat(probe.drops()).isZero());
    harness.waker().reset();
    fresh.owned().forEach(Probe::wake);
    assertThat(harness.isWoken()).as("woken during its cleanup").isTrue();
    cancelled(harness);
    assertThat(fresh.owned())
        .allSatisfy(probe -> {
          assertThat(probe.cancels()).isEqualTo(3);
          assertThat(probe.drops()).isZero();
        });
  }

  private static void failingDrop(Case fresh) throws Exception {
    var failure = new IllegalArgumentException("a drop that breaks the law");
    fresh
        .owned()
        .forEach(probe ->
            probe.onDrop(() -> {
              throw failure;
            }));
    var harness = PollHarness.of(fresh.future()).assertPending();
    List<Throwable> reported = new ArrayList<>();
    var before = FailureHook.install((source, thrown) -> reported.add(thrown));
    try {
      harness.future().drop();
    } finally {
      FailureHook.install(before);
    }
    releasedOnce(fresh);
    assertThat(reported).hasSize(fresh.owned().size()).containsOnly(failure);
  }

  private static void fails(Case fresh) throws Exception {
    var failure = new IOException("told to fail");
    var harness = PollHarness.of(fresh.future()).assertPending();
    fresh.owned().getFirst().fail(failure);
    assertThat(harness.isWoken()).isTrue();
    assertThat(harness.assertFails()).isSameAs(failure);
    assertThat(failure.getSuppressed()).isEmpty();
    releasedOnce(fresh);
    harness.assertRefusesPoll();
    fresh.future().drop();
    releasedOnce(fresh);
  }

  private static PollHarness<?> ready(Case fresh) throws Exception {
    var harness = PollHarness.of(fresh.future());
    harness.assertPending();
    fresh.complete().run();
    untilReady(harness);
    return harness;
  }

  /// Polls while it is woken: a future may need several polls to be through.
  private static void untilReady(PollHarness<?> harness) throws Exception {
    for (int polls = 0; polls < 100; polls++) {
      if (harness.poll() instanceof Poll.Ready<?>) {
        return;
      }
      assertThat(harness.isWoken()).as("pending again, and nobody wakes it").isTrue();
    }
    throw new AssertionError("not ready after 100 polls");
  }

  private static void cancelled(PollHarness<?> harness) {
    for (int polls = 0; polls < MAX_CANCEL_POLLS; polls++) {
      if (harness.future().pollCancel(harness.context()).isReady()) {
        return;
      }
    }
    throw new AssertionError("the patient cancel did not end in " + MAX_CANCEL_POLLS + " polls");
  }

  /// Each owned future has ended, and was dropped at most once, never after its end.
  private static void releasedOnce(Case fresh) {
    assertThat(fresh.owned())
        .allSatisfy(probe -> {
          assertThat(probe.isFinished()).as("%s has ended", probe).isTrue();
          assertThat(probe.drops()).as("drops of %s", probe).isLessThanOrEqualTo(1);
        });
  }

  private static void onAnotherThread(ThrowingRunnable action) throws Exception {
    var task =
        new FutureTask<Throwable>(() ->
            catchThrowable(() -> {
              action.run();
            }));
    Thread.ofPlatform().start(task);
    assertThat(task.get(10, TimeUnit.SECONDS)).isNull();
  }

  @FunctionalInterface
  private interface ThrowingRunnable {
    void run() throws Exception;
  }
}
