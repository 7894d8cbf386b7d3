package io.pollen.runtime.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Async;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.runtime.Futures;
import io.pollen.runtime.seam.Clock;
import io.pollen.runtime.task.Failures;
import io.pollen.runtime.task.JoinHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Who is there while polls are stuck, and afterwards.
@Timeout(30)
class SurplusTest {
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final MultiThread scheduler = new MultiThread(config());

  private Config config() {
    return new Config(
        "surplus",
        2,
        256,
        61,
        0,
        true,
        0,
        42,
        true,
        0,
        Duration.ofSeconds(1),
        1_000_000,
        new Services(Clock.system(), this, List.of()),
        () -> {
          throw new IllegalStateException("no driver");
        },
        1,
        new Failures((task, cause) -> failure.set(cause)),
        () -> true,
        Duration.ofMillis(10),
        null);
  }

  @AfterEach
  void close() throws InterruptedException {
    scheduler.cancelAll();
    assertThat(scheduler.awaitEnd(Duration.ofSeconds(20))).isTrue();
    assertThat(failure).hasValue(null);
  }

  private static final class Block implements Future<Void> {
    final CountDownLatch inside = new CountDownLatch(1);
    final CountDownLatch end = new CountDownLatch(1);

    @Override
    public Poll<Void> poll(io.pollen.Context cx) throws Exception {
      inside.countDown();
      end.await();
      return Poll.ready();
    }
  }

  private List<Block> block(int count) throws InterruptedException {
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Block block = new Block();
      scheduler.spawn(block, null).drop();
      block.inside.await();
      blocks.add(block);
    }
    return blocks;
  }

  private long surplus() {
    Worker[] workers = scheduler.workers;
    long there = 0;
    for (int i = 2; i < workers.length; i++) {
      there += workers[i].hasRetired() ? 0 : 1;
    }
    return there;
  }

  private void awaitSurplus(int count) {
    while (surplus() != count) {
      Thread.onSpinWait();
    }
  }

  @Test
  void oneWorkerMoreForEachStuckPollAndNoneAfterwards() throws Exception {
    scheduler.start();
    List<Block> blocks = block(3);
    awaitSurplus(3);
    assertThat(scheduler.blockOn(scheduler.spawn(Futures.yields(5), null))).isEqualTo(5);
    assertThat(surplus()).isEqualTo(3);
    blocks.forEach(block -> block.end.countDown());
    awaitSurplus(0);
    assertThat(scheduler.idle.awake()).isLessThanOrEqualTo(2);
    List<Block> again = block(1);
    awaitSurplus(1);
    assertThat(scheduler.workers).as("places are used again").hasSizeLessThanOrEqualTo(5);
    again.getFirst().end.countDown();
    awaitSurplus(0);
  }

  /// The first to be stuck is a worker proper; who stands in for it is stuck for longer.
  @Test
  void aSurplusWorkerThatIsStuckRetiresWhenItsOwnPollHasEnded() throws Exception {
    scheduler.start();
    List<Block> blocks = block(5);
    for (int i = 0; i < 5; i++) {
      blocks.get(i).end.countDown();
      assertThat(scheduler.blockOn(scheduler.spawn(Futures.yields(9), null))).isEqualTo(9);
    }
    awaitSurplus(0);
  }

  /// A call in place keeps its worker, and the worker keeps going, until the call returns.
  @Test
  void aDismissedWorkerWaitsForItsCallsInPlace() throws Exception {
    scheduler.start();
    List<Block> blocks = block(2);
    awaitSurplus(2);
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    JoinHandle<String> call =
        scheduler.spawn(
            Async.lazy(() ->
                    scheduler.blockInPlace(() -> {
                      inside.countDown();
                      end.await();
                      return "returned";
                    }))
                .flatMap(value -> Futures.yields(3).map(yielded -> value)),
            null);
    inside.await();
    blocks.forEach(block -> block.end.countDown());
    awaitSurplus(1);
    assertThat(scheduler.blockOn(scheduler.spawn(Futures.yields(9), null))).isEqualTo(9);
    end.countDown();
    assertThat(scheduler.blockOn(call)).isEqualTo("returned");
    awaitSurplus(0);
  }

  /// Its registry lists them, and nobody steps it any more.
  @Test
  void tasksThatARetiredWorkerWasTheFirstToSuspendAreCancelledWhenTheRuntimeCloses()
      throws Exception {
    scheduler.start();
    List<Block> blocks = block(2);
    awaitSurplus(2);
    List<Futures.Stuck> waiting = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      waiting.add(new Futures.Stuck());
      scheduler.spawn(waiting.getLast(), null).drop();
    }
    while (waiting.stream().anyMatch(one -> one.polls.get() == 0)) {
      Thread.onSpinWait();
    }
    blocks.forEach(block -> block.end.countDown());
    awaitSurplus(0);
    scheduler.cancelAll();
    assertThat(scheduler.awaitEnd(Duration.ofSeconds(20))).isTrue();
    assertThat(waiting).allSatisfy(one -> assertThat(one.drops).hasValue(1));
  }
}
