package io.pollen.runtime;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.runtime.task.TaskCancelledException;
import io.pollen.woven.NestingError;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Chains of 10,000 nested blocks on the workers of a runtime with default settings.
class DeepChainTest {
  private static final int DEPTH = 10_000;

  private final AtomicInteger closed = new AtomicInteger();
  private final CountDownLatch suspended = new CountDownLatch(1);

  /// Pending forever, and says that it was reached.
  private Future<Integer> bottom() {
    return cx -> {
      suspended.countDown();
      return Poll.pending();
    };
  }

  private static Future<Integer> yields() {
    return async(() -> {
      await(Pollen.yieldNow());
      await(Pollen.yieldNow());
      return 0;
    });
  }

  private static Future<Integer> nested(int depth, Future<Integer> bottom) {
    return async(() -> depth == 0 ? await(bottom) : 1 + await(nested(depth - 1, bottom)));
  }

  private Future<Integer> guarded(int depth) {
    return async(() -> {
      try {
        return depth == 0 ? await(bottom()) : 1 + await(guarded(depth - 1));
      } finally {
        closed.incrementAndGet();
      }
    });
  }

  @Test
  void aWorkerPollsAndResumesADeepChain() throws Exception {
    try (var runtime = AsyncRuntime.multiThread()) {
      JoinHandle<Integer> task = runtime.spawn(nested(DEPTH, yields()));
      assertThat(runtime.blockOn(task)).isEqualTo(DEPTH);
    }
  }

  /// Wakes its task so many times, and knows the fewest blocks that a poll of it went through.
  private static final class Waking implements Future<Integer> {
    private int wakes = 5_000;
    private long fewest = Long.MAX_VALUE;

    @Override
    public Poll<Integer> poll(Context cx) {
      fewest =
          Math.min(
              fewest,
              StackWalker.getInstance()
                  .walk(frames ->
                      frames
                          .limit(100)
                          .filter(frame -> frame.getMethodName().equals("pollRaw"))
                          .filter(frame -> frame.getClassName().contains("DeepChainTest$nested"))
                          .count()));
      if (wakes-- == 0) {
        return Poll.ready(0);
      }
      cx.waker().wake();
      return Poll.pending();
    }
  }

  @Test
  void aWakeJumpsOverTheMiddleOfADeepChain() throws Exception {
    try (var runtime = AsyncRuntime.builder().workerThreads(1).build()) {
      Waking leaf = new Waking();
      assertThat(runtime.blockOn(runtime.spawn(nested(DEPTH, leaf)))).isEqualTo(DEPTH);
      assertThat(leaf.fewest).isEqualTo(2);
    }
  }

  @Test
  void anAbortUnwindsADeepChain() throws Exception {
    try (var runtime = AsyncRuntime.multiThread()) {
      JoinHandle<Integer> task = runtime.spawn(guarded(DEPTH));
      suspended.await();
      task.abort();
      assertThatThrownBy(() -> runtime.blockOn(task)).isInstanceOf(TaskCancelledException.class);
      assertThat(closed).hasValue(DEPTH + 1);
    }
  }

  @Test
  void closingTheRuntimeDropsADeepChain() throws Exception {
    try (var runtime = AsyncRuntime.multiThread()) {
      runtime.spawn(guarded(DEPTH));
      suspended.await();
    }
    assertThat(closed).hasValue(DEPTH + 1);
  }

  @Test
  void aChainThatIsTooDeepFailsAndTheWorkerGoesOn() throws Exception {
    try (var runtime = AsyncRuntime.builder().workerThreads(1).build()) {
      JoinHandle<Integer> tooDeep = runtime.spawn(nested(2_000_000, yields()));
      assertThatThrownBy(() -> runtime.blockOn(tooDeep))
          .isInstanceOf(NestingError.class)
          .hasMessageContaining("async blocks are nested too deep")
          .hasMessageContaining("Make the recursion a loop, or give the polling thread a larger");
      assertThat(runtime.blockOn(runtime.spawn(nested(DEPTH, yields())))).isEqualTo(DEPTH);
    }
  }
}
