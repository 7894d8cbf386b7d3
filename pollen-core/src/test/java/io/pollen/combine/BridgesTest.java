package io.pollen.combine;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.Async.create;
import static io.pollen.Async.failed;
import static io.pollen.Async.from;
import static io.pollen.Async.ready;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Drive;
import io.pollen.Future;
import io.pollen.conformance.PollHarness;
import io.pollen.conformance.Probe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class BridgesTest {
  private final List<String> log = new ArrayList<>();
  private final AtomicReference<Completer<String>> completer = new AtomicReference<>();

  // --- create ---

  @Test
  void aCallbackIsRegisteredAtTheFirstPollAndItsFirstCompletionCounts() throws Exception {
    Future<String> future = create(completer::set);
    assertThat(completer.get()).isNull();
    var harness = PollHarness.of(future).assertPending();
    assertThat(completer.get().complete("first")).isTrue();
    assertThat(completer.get().complete("second")).isFalse();
    assertThat(completer.get().fail(new IOException())).isFalse();
    harness.assertReady("first");
    assertThat(completer.get().complete("third")).isFalse();
  }

  @Test
  void theDropHookRunsOnceWhenNothingWasCompleted() throws Exception {
    Future<String> future =
        create(started -> {
          completer.set(started);
          started.onDrop(() -> log.add("stopped"));
        });
    PollHarness.of(future).assertPending();
    future.drop();
    future.drop();
    assertThat(log).containsExactly("stopped");
    assertThat(completer.get().isDropped()).isTrue();
    assertThat(completer.get().complete("late")).isFalse();
  }

  @Test
  void aHookThatIsSetAfterTheDropRunsAtOnce() throws Exception {
    Future<String> future = create(completer::set);
    PollHarness.of(future).assertPending();
    future.drop();
    completer.get().onDrop(() -> log.add("stopped"));
    assertThat(log).containsExactly("stopped");
  }

  @Test
  void aValueThatNobodySawIsHandedBackAndTheHookDoesNotRun() throws Exception {
    Future<String> future =
        create(started -> {
          completer.set(started);
          started.onDrop(() -> log.add("stopped"));
          started.onUndelivered(value -> log.add("undelivered " + value));
        });
    PollHarness.of(future).assertPending();
    assertThat(completer.get().complete("socket")).isTrue();
    future.drop();
    assertThat(log).containsExactly("undelivered socket");
  }

  @Test
  void aStartThatThrowsIsTheFailureAndRunsTheHook() {
    Future<String> future =
        create(started -> {
          started.onDrop(() -> log.add("stopped"));
          throw new IOException("no start");
        });
    assertThatThrownBy(() -> Drive.drive(future)).isInstanceOf(IOException.class);
    assertThat(log).containsExactly("stopped");
  }

  @Test
  void oneCompleterHasOneHook() throws Exception {
    PollHarness.of(create(completer::set)).assertPending();
    completer.get().onDrop(() -> {});
    assertThatThrownBy(() -> completer.get().onDrop(() -> {}))
        .isInstanceOf(IllegalStateException.class);
  }

  // --- from ---

  @Test
  void aStagesFailureComesWithoutItsWrapper() {
    var failure = new IOException("inner");
    CompletionStage<String> stage =
        CompletableFuture.<String>failedFuture(failure).thenApply(value -> value);
    assertThatThrownBy(() -> Drive.drive(from(stage))).isSameAs(failure);
    var late = new CompletableFuture<String>();
    var harness = PollHarness.of(from(late.thenApply(value -> value)));
    assertThat(harness).satisfies(PollHarness::assertPending);
    late.completeExceptionally(new CompletionException(failure));
    assertThat(harness.assertFails()).isSameAs(failure);
  }

  @Test
  void droppingCancelsACompletableFutureInEveryState() throws Exception {
    var unstarted = new CompletableFuture<String>();
    from(unstarted).drop();
    assertThat(unstarted).isCancelled();
    var suspended = new CompletableFuture<String>();
    var harness = PollHarness.of(from(suspended)).assertPending();
    harness.future().drop();
    assertThat(suspended).isCancelled();
    var readOnly = new CompletableFuture<String>();
    from(readOnly.minimalCompletionStage()).drop();
    assertThat(readOnly).isNotDone();
    var waiting = PollHarness.of(from(readOnly.minimalCompletionStage())).assertPending();
    readOnly.complete("value");
    waiting.assertReady("value");
  }

  // --- toCompletableFuture ---

  @Test
  void theEagerBridgeStartsAtOnceAndIsDrivenByTheWakingThread() throws Exception {
    Probe<Object> probe = new Probe<>();
    CompletableFuture<Object> promise = probe.toCompletableFuture();
    assertThat(probe.polls()).isEqualTo(1);
    probe.wake();
    assertThat(probe.polls()).isEqualTo(2);
    Thread.ofPlatform().start(() -> probe.complete("value"));
    assertThat(promise.get(10, TimeUnit.SECONDS)).isEqualTo("value");
    assertThat(probe.drops()).isZero();
  }

  @Test
  void aWakeDuringItsPollCausesOneMore() throws Exception {
    Probe<Object> probe = new Probe<>();
    probe.onPoll(() -> {
      if (probe.polls() == 1) {
        probe.complete("value");
        probe.wake();
      }
    });
    assertThat(probe.map(value -> value).toCompletableFuture().get(1, TimeUnit.SECONDS))
        .isEqualTo("value");
  }

  @Test
  void cancellingTheCompletableFutureDropsTheFuture() {
    Probe<Object> probe = new Probe<>();
    CompletableFuture<Object> promise = probe.toCompletableFuture();
    promise.cancel(false);
    assertThat(probe.drops()).isEqualTo(1);
    probe.complete("late");
    assertThatThrownBy(promise::get).isInstanceOf(CancellationException.class);
    assertThat(probe.polls()).isEqualTo(1);
  }

  @Test
  void completingItOtherwiseDropsTheFutureToo() {
    Probe<Object> probe = new Probe<>();
    CompletableFuture<Object> promise = probe.toCompletableFuture();
    promise.complete("given");
    assertThat(probe.drops()).isEqualTo(1);
  }

  @Test
  void failuresArePassedOn() {
    var failure = new IOException("no");
    assertThatThrownBy(() -> failed(failure).toCompletableFuture().get())
        .isInstanceOf(ExecutionException.class)
        .hasCause(failure);
  }

  @Test
  void withAnExecutorAllPollsRunThere() throws Exception {
    try (var executor =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().name("bridge").factory())) {
      var thread = ready(1).map(value -> Thread.currentThread().getName());
      assertThat(thread.toCompletableFuture(executor).get(10, TimeUnit.SECONDS))
          .isEqualTo("bridge");
    }
  }

  @Test
  void anExecutorThatRefusesEndsTheFuture() {
    Probe<Object> probe = new Probe<>();
    CompletableFuture<Object> promise =
        probe.toCompletableFuture(command -> {
          throw new RejectedExecutionException("full");
        });
    assertThat(probe.drops()).isEqualTo(1);
    assertThatThrownBy(promise::get).hasCauseInstanceOf(RejectedExecutionException.class);
  }

  // --- nowOrNever ---

  @Test
  void nowOrNeverTakesWhatIsReadyAndDropsTheRest() throws Exception {
    assertThat(ready("now").nowOrNever()).contains("now");
    Probe<Object> probe = new Probe<>();
    assertThat(probe.nowOrNever()).isEmpty();
    assertThat(probe.drops()).isEqualTo(1);
  }

  @Test
  void aValueForAnOwnerThatDroppedFromInsideItsPollIsUndelivered() throws Exception {
    List<Object> undelivered = new ArrayList<>();
    List<Future<?>> self = new ArrayList<>();
    Future<String> created =
        create(completer -> {
          completer.onUndelivered(undelivered::add);
          self.getFirst().drop();
          completer.complete("value");
        });
    self.add(created);
    PollHarness.of(created).assertPending();
    assertThat(undelivered).containsExactly("value");
  }

  @Test
  void aStageThatFailsByAnExecutionExceptionOfItsOwnFailsByThat() {
    var own = new ExecutionException(new IOException("inside"));
    var done = CompletableFuture.<String>failedFuture(own);
    assertThatThrownBy(() -> Drive.drive(from(done))).isSameAs(own);
    var dependent = done.thenApply(value -> value);
    assertThatThrownBy(() -> Drive.drive(from(dependent))).isSameAs(own);
    assertThatThrownBy(() -> Drive.drive(from(dependent.minimalCompletionStage()))).isSameAs(own);
  }

  @Test
  void aStageWithoutItsWritingEndIsAwaitedAndItsDropCancelsNothing() throws Exception {
    var source = new CompletableFuture<String>();
    var minimal = source.minimalCompletionStage();
    var dropped = from(minimal);
    PollHarness.of(dropped).assertPending();
    dropped.drop();
    assertThat(source.isDone()).isFalse();
    Future<String> block = async(() -> await(minimal));
    var harness = PollHarness.of(block).assertPending();
    source.complete("value");
    harness.assertReady("value");
  }
}
