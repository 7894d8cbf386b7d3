package io.pollen.group;

import static io.pollen.group.JoinSetTest.inTask;
import static io.pollen.runtime.Pollen.await;
import static io.pollen.runtime.Pollen.pending;
import static io.pollen.runtime.Pollen.sleep;
import static io.pollen.runtime.Pollen.spawn;
import static io.pollen.runtime.Pollen.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Future;
import io.pollen.runtime.AsyncRuntime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TaskTrackerTest {
  private final TaskTracker tracker = new TaskTracker();

  @Test
  void awaitAllWaitsForTheLastTaskAndForTheClose() throws Exception {
    inTask(() -> {
      tracker.spawn(sleep(Duration.ofSeconds(1)));
      var all = spawn(tracker.awaitAll());
      await(sleep(Duration.ofSeconds(2)));
      assertThat(tracker.isEmpty()).isTrue();
      assertThat(all.isFinished()).isFalse();
      tracker.spawn(sleep(Duration.ofSeconds(2)));
      assertThat(tracker.close()).isTrue();
      assertThat(tracker.close()).isFalse();
      await(sleep(Duration.ofSeconds(1)));
      assertThat(all.isFinished()).isFalse();
      await(all);
      await(tracker.awaitAll());
    });
  }

  @Test
  void aMomentWithoutTasksCounts() throws Exception {
    inTask(() -> {
      tracker.close();
      var token = tracker.token();
      var all = spawn(tracker.awaitAll());
      await(yieldNow());
      token.close();
      token.close();
      var again = tracker.token();
      await(all);
      assertThat(tracker.size()).isEqualTo(1);
      assertThat(tracker.reopen()).isTrue();
      again.close();
      assertThat(tracker.isEmpty()).isTrue();
      assertThat(tracker.isClosed()).isFalse();
    });
  }

  @Test
  void anEndIsAValueAFailureADropOrAnAbort() throws Exception {
    inTask(() -> {
      var aborted = tracker.spawn(pending());
      var failed = tracker.spawn(sleep(Duration.ZERO).map(none -> 1 / 0));
      Future<Object> dropped = tracker.track(pending());
      Future<Object> unpolled = tracker.track(pending());
      assertThat(tracker.size()).isEqualTo(4);
      dropped.drop();
      dropped.drop();
      unpolled.drop();
      aborted.abort();
      tracker.close();
      await(tracker.awaitAll());
      assertThat(await(failed.catching()).isSuccess()).isFalse();
    });
  }

  @RepeatedTest(50)
  void noEndIsMissed() throws Exception {
    AtomicInteger ended = new AtomicInteger();
    try (var runtime = AsyncRuntime.builder().workerThreads(3).build()) {
      runtime.blockOn(() -> {
        for (int i = 0; i < 100; i++) {
          tracker.spawn(yieldNow().map(none -> ended.incrementAndGet()));
        }
        tracker.close();
        await(tracker.awaitAll());
        assertThat(ended).hasValue(100);
      });
    }
  }
}
