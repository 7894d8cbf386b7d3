package io.pollen.runtime.task;

import static io.pollen.runtime.Pollen.async;
import static io.pollen.runtime.Pollen.await;
import static io.pollen.runtime.Pollen.pending;
import static io.pollen.runtime.Pollen.sleep;
import static io.pollen.runtime.Pollen.spawn;
import static io.pollen.runtime.Pollen.timeout;
import static io.pollen.runtime.Pollen.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.pollen.AsyncAction;
import io.pollen.Future;
import io.pollen.Outcome;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.time.TestClock;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AbortOnDropTest {
  private final List<String> seen = new ArrayList<>();

  private static void inTask(AsyncAction test) throws Exception {
    try (var runtime = AsyncRuntime.builder().currentThread().clock(new TestClock()).build()) {
      runtime.blockOn(runtime.spawn(test.start()));
    }
  }

  @SuppressWarnings("pollen:awaitInFinally") // what a drop skips, an abort waits for
  private Future<String> work(String name) {
    return async(() -> {
      try {
        await(sleep(Duration.ofSeconds(5)));
        seen.add(name);
        return name;
      } finally {
        await(sleep(Duration.ofSeconds(1)));
        seen.add(name + " cleaned up");
      }
    });
  }

  @Test
  void aDropAbortsTheTask() throws Exception {
    inTask(() -> {
      var end = await(timeout(Duration.ofSeconds(1), spawn(work("task")).abortOnDrop()).catching());
      assertThat(end.isSuccess()).isFalse();
      await(sleep(Duration.ofSeconds(2)));
      assertThat(seen).containsExactly("task cleaned up");
    });
  }

  @Test
  void closingAbortsAndAwaitingAnswers() throws Exception {
    inTask(() -> {
      try (var closed = spawn(work("closed")).abortOnDrop();
          var awaited = spawn(work("awaited")).abortOnDrop()) {
        await(yieldNow());
        assertThat(await(awaited)).isEqualTo("awaited");
        assertThat(closed.awaitTree().toString()).contains("abortOnDrop");
        assertThatIllegalStateException().isThrownBy(awaited::detach);
      }
      assertThat(seen)
          .containsExactly("closed", "awaited", "closed cleaned up", "awaited cleaned up");
    });
  }

  @Test
  void aDetachedTaskGoesOn() throws Exception {
    inTask(() -> {
      var handle = spawn(work("task")).abortOnDrop();
      JoinHandle<String> task = handle.detach();
      handle.close();
      assertThat(await(task)).isEqualTo("task");
    });
  }

  @Test
  void thePatientCancelOfItsOwnerWaitsForTheTask() throws Exception {
    inTask(() -> {
      var owner = spawn(async(() -> await(spawn(work("inner")).abortOnDrop())));
      await(sleep(Duration.ofSeconds(1)));
      Outcome<String> end = await(owner.abortAndJoin());
      assertThat(end).isInstanceOf(Outcome.Failure.class);
      assertThat(seen).containsExactly("inner cleaned up");
    });
  }

  @Test
  void abortAndJoinGivesTheValueOfATaskThatWasFaster() throws Exception {
    inTask(() -> {
      JoinHandle<Integer> done = spawn(() -> 7);
      await(yieldNow());
      assertThat(await(done.abortAndJoin())).isEqualTo(Outcome.success(7));
      Outcome<Object> aborted = await(spawn(pending()).abortAndJoin());
      assertThat(aborted)
          .isInstanceOfSatisfying(
              Outcome.Failure.class,
              end -> assertThat(end.cause()).isInstanceOf(TaskCancelledException.class));
    });
  }

  @Test
  void theResultOfADetachedTaskIsNotKept() throws Exception {
    try (var runtime = AsyncRuntime.currentThread()) {
      List<WeakReference<Object>> results = new ArrayList<>();
      JoinHandle<Object> before = runtime.spawn(() -> result(results));
      before.drop();
      JoinHandle<Object> after = runtime.spawn(() -> result(results));
      while (!before.isFinished() || !after.isFinished()) {
        runtime.blockOn(yieldNow());
      }
      after.drop();
      assertThat(results).hasSize(2);
      while (results.stream().anyMatch(result -> result.get() != null)) {
        System.gc();
      }
      Reference.reachabilityFence(List.of(before, after));
    }
  }

  private static Object result(List<WeakReference<Object>> results) {
    byte[] result = new byte[1_000];
    results.add(new WeakReference<>(result));
    return result;
  }
}
