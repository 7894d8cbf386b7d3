package io.pollen.group;

import static io.pollen.Async.keep;
import static io.pollen.runtime.Pollen.async;
import static io.pollen.runtime.Pollen.await;
import static io.pollen.runtime.Pollen.pending;
import static io.pollen.runtime.Pollen.ready;
import static io.pollen.runtime.Pollen.sleep;
import static io.pollen.runtime.Pollen.timeout;
import static io.pollen.runtime.Pollen.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.AsyncAction;
import io.pollen.Future;
import io.pollen.Outcome;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.runtime.Pollen;
import io.pollen.runtime.task.TaskCancelledException;
import io.pollen.time.TestClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JoinSetTest {
  private final List<String> seen = new ArrayList<>();

  /// On a virtual clock that jumps when nothing else can happen.
  static void inTask(AsyncAction test) throws Exception {
    try (var runtime = AsyncRuntime.builder().currentThread().clock(new TestClock()).build()) {
      runtime.blockOn(runtime.spawn(test.start()));
    }
  }

  /// What `future` throws; awaits cannot stand in the lambdas of assertions.
  static Future<Throwable> failureOf(Future<?> future) {
    return future
        .catching()
        .map(end -> {
          if (end instanceof Outcome.Failure<?>(Throwable cause)) {
            return cause;
          }
          throw new AssertionError("no failure, but " + end);
        });
  }

  private Future<String> late(int seconds, String name) {
    return async(() -> {
      try {
        await(sleep(Duration.ofSeconds(seconds)));
        return name;
      } finally {
        seen.add(name);
      }
    });
  }

  @Test
  void resultsComeInTheOrderOfTheirEnds() throws Exception {
    inTask(() -> {
      try (var set = new JoinSet<String>()) {
        var slow = set.spawn(late(3, "slow"));
        set.spawn(late(1, "quick"));
        set.spawn(() -> {
          throw new IOException("none");
        });
        assertThat(set.size()).isEqualTo(3);
        assertThat(await(failureOf(set.next().map(end -> end.orElseThrow().get()))))
            .hasMessage("none");
        assertThat(await(set.next()).orElseThrow().get()).isEqualTo("quick");
        assertThat(await(set.next())).contains(new Joined<>(slow.id(), Outcome.success("slow")));
        assertThat(await(set.next())).isEmpty();
        assertThat(set.isEmpty()).isTrue();
      }
    });
  }

  @Test
  void aDroppedNextLosesNothing() throws Exception {
    inTask(() -> {
      try (var set = new JoinSet<String>()) {
        set.spawn(late(2, "task"));
        assertThat(await(failureOf(timeout(Duration.ofSeconds(1), set.next()))))
            .isInstanceOf(TimeoutException.class);
        assertThat(await(set.next()).orElseThrow().get()).isEqualTo("task");
      }
    });
  }

  @Test
  void joinAllGivesTheValuesOrTheFirstFailureOnceAllHaveEnded() throws Exception {
    inTask(() -> {
      var all = new JoinSet<String>();
      all.spawn(late(2, "b"));
      all.spawn(late(1, "a"));
      assertThat(await(all.joinAll())).containsExactly("a", "b");
      var failing = new JoinSet<String>();
      failing.spawn(late(9, "aborted"));
      failing.spawn(
          sleep(Duration.ofSeconds(1))
              .map(none -> {
                throw new IllegalStateException("first");
              }));
      assertThat(await(failureOf(failing.joinAll())))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("first");
      assertThat(seen).containsExactly("a", "b", "aborted");
    });
  }

  @Test
  @SuppressWarnings("pollen:awaitInFinally") // what a drop skips, an abort waits for
  void shutdownAbortsAndWaitsForTheCleanup() throws Exception {
    inTask(() -> {
      var set = new JoinSet<String>();
      set.spawn(
          async(() -> {
            try {
              return await(Pollen.<String>pending());
            } finally {
              await(sleep(Duration.ofSeconds(1)));
              seen.add("cleaned up");
            }
          }));
      await(yieldNow());
      await(set.shutdown());
      assertThat(seen).containsExactly("cleaned up");
      assertThat(set.isEmpty()).isTrue();
    });
  }

  @Test
  void abortedTasksTellThatTheyWereCancelled() throws Exception {
    inTask(() -> {
      try (var set = new JoinSet<String>()) {
        var handle = set.spawn(pending());
        handle.abort();
        Joined<String> end = await(set.next()).orElseThrow();
        assertThat(end.id()).isEqualTo(handle.id());
        assertThatThrownBy(end::get).isInstanceOf(TaskCancelledException.class);
      }
    });
  }

  @Test
  void closingAbortsAndDetachingDoesNot() throws Exception {
    inTask(() -> {
      try (var set = new JoinSet<String>()) {
        set.spawn(late(1, "detached"));
        set.detachAll();
        assertThat(await(set.next())).isEqualTo(Optional.empty());
      }
      var closed = new JoinSet<String>();
      closed.spawn(late(1, "closed"));
      await(yieldNow());
      closed.close();
      await(sleep(Duration.ofSeconds(2)));
      assertThat(seen).containsExactly("closed", "detached");
    });
  }

  @Test
  void blockingCallsAreTasksToo() throws Exception {
    try (var runtime = AsyncRuntime.currentThread();
        var set = new JoinSet<Integer>(runtime)) {
      set.spawnBlocking(() -> 7);
      set.spawn(ready(8));
      assertThat(runtime.blockOn(set.joinAll())).containsExactlyInAnyOrder(7, 8);
    }
  }

  @Test
  void outsideOfARuntimeTheErrorSaysWhatToDo() {
    assertThatIllegalStateException()
        .isThrownBy(JoinSet::new)
        .withMessageContaining("no Pollen runtime here");
  }

  @Test
  void aSetWhoseTasksWereDetachedTakesNewOnes() throws Exception {
    inTask(() -> {
      try (var set = new JoinSet<String>()) {
        set.spawn(late(1, "detached"));
        try (var next = keep(set.next())) {
          assertThat(await(timeout(Duration.ofMillis(1), next).catching()).isSuccess()).isFalse();
          set.detachAll();
          assertThat(await(next)).isEmpty();
        }
        set.spawn(late(1, "new"));
        assertThat(await(set.next()).orElseThrow().get()).isEqualTo("new");
        assertThat(await(set.next())).isEmpty();
      }
    });
  }

  @Test
  void aClosedSetStartsNothing() throws Exception {
    inTask(() -> {
      var set = new JoinSet<String>();
      set.close();
      assertThatIllegalStateException().isThrownBy(() -> set.spawn(late(1, "never")));
      await(sleep(Duration.ofSeconds(2)));
      assertThat(seen).isEmpty();
    });
  }
}
