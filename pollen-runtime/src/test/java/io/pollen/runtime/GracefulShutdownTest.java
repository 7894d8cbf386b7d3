package io.pollen.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Async;
import io.pollen.Future;
import io.pollen.Logged;
import io.pollen.Poll;
import io.pollen.runtime.task.JoinHandle;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class GracefulShutdownTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  /// 0 workers: a current-thread runtime.
  private static AsyncRuntime runtime(int workers) {
    RuntimeBuilder builder = AsyncRuntime.builder();
    return workers == 0 ? builder.currentThread().build() : builder.workerThreads(workers).build();
  }

  /// A server's two kinds of task: one begins work until it is told to stop, the other has begun
  /// and goes on until it is done.
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4})
  void whatIsUnderWayIsDoneAndNothingNewBegins(int workers) throws Exception {
    AsyncRuntime runtime = runtime(workers);
    AtomicInteger done = new AtomicInteger();
    Futures.Stuck background = new Futures.Stuck(); // not tracked: it is cancelled
    JoinHandle<Void> acceptor =
        runtime.spawn(runtime.tracker().track(runtime.stopToken().cancelled()));
    for (int i = 0; i < 20; i++) {
      Future<Integer> request =
          runtime.stopToken().cancelled().flatMap(stopping -> Futures.yields(50));
      runtime.spawn(runtime.tracker().track(request.inspect(n -> done.incrementAndGet())));
    }
    runtime.spawn(background);
    assertThat(runtime.shutdownGracefully(LONG)).isTrue();
    assertThat(done).hasValue(20);
    assertThat(acceptor.isFinished()).isTrue();
    assertThat(background.drops).hasValue(1);
    assertThat(runtime.spawn(new Futures.Stuck()).isFinished()).as("a late spawn").isTrue();
    assertThat(runtime.shutdownGracefully(LONG)).as("a second time").isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4})
  void whatIsNotDoneInTimeIsCancelled(int workers) {
    AsyncRuntime runtime = runtime(workers);
    Futures.Stuck endless = new Futures.Stuck();
    runtime.spawn(runtime.tracker().track(endless));
    assertThat(runtime.shutdownGracefully(Duration.ofMillis(20))).isFalse();
    assertThat(endless.drops).hasValue(1);
    assertThat(runtime.tracker().isEmpty()).isTrue();
  }

  @Test
  void anInterruptOfTheWaiterEndsThePatience() {
    AsyncRuntime runtime = runtime(1);
    Futures.Stuck endless = new Futures.Stuck();
    runtime.spawn(runtime.tracker().track(endless));
    Thread.currentThread().interrupt();
    assertThat(runtime.shutdownGracefully(LONG)).isFalse();
    assertThat(Thread.interrupted()).as("stays interrupted").isTrue();
    runtime.close();
    assertThat(endless.drops).hasValue(1);
  }

  @Test
  void aWorkerIsRefused() {
    try (var runtime = runtime(1)) {
      Future<Boolean> inside = Async.lazy(() -> runtime.shutdownGracefully(LONG));
      assertThatThrownBy(() -> runtime.blockOn(runtime.spawn(inside)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("call it on another thread");
    }
  }

  /// The poll that does not return is named, with its stack.
  @Test
  void whatNeverReturnsIsInTheLog() throws Exception {
    AsyncRuntime runtime = runtime(2);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Future<Void> stuck =
        cx -> {
          begun.countDown();
          release.await();
          return Poll.ready();
        };
    runtime.task().name("leaky").spawn(runtime.tracker().track(stuck));
    begun.await();
    List<String> log =
        Logged.during(
            () -> assertThat(runtime.shutdownGracefully(Duration.ofMillis(10))).isFalse());
    assertThat(log) // where the watchdog may have told of the same poll
        .filteredOn(line -> line.contains("has not returned"))
        .singleElement(InstanceOfAssertFactories.STRING)
        .contains("\"leaky\", running on pollen-worker-")
        .contains("GracefulShutdownTest");
    release.countDown();
    runtime.close();
  }
}
