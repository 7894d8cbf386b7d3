package io.pollen.transform;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.transform.Later.CX;
import static io.pollen.transform.Later.later;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.woven.NestingError;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/// Chains of 40,000 blocks that await each other, on the stack that a worker has.
class DepthTest {
  private static final int DEPTH = 40_000;
  private static final long WORKER_STACK = 32L << 20;
  private static final long SMALL_STACK = 256L << 10;

  private int closed;

  private static Future<Integer> nested(int depth) {
    return async(() -> depth == 0 ? await(later(0)) : 1 + await(nested(depth - 1)));
  }

  private Future<Integer> guarded(int depth) {
    return async(() -> {
      try {
        return depth == 0 ? await(later(0)) : 1 + await(guarded(depth - 1));
      } finally {
        closed++;
      }
    });
  }

  private static <T> T onThread(long stack, Callable<T> action) throws Exception {
    FutureTask<T> task = new FutureTask<>(action);
    Thread thread = new Thread(null, task, "stack of " + stack, stack);
    thread.start();
    thread.join();
    return task.get();
  }

  @Test
  void aDeepChainIsPolledAndResumed() throws Exception {
    Later.pendings = 3;
    assertThat(onThread(WORKER_STACK, () -> Later.run(nested(DEPTH)))).isEqualTo(DEPTH);
    Later.pendings = 1;
  }

  @Test
  void aDeepChainIsDroppedOnASmallStack() throws Exception {
    Later.pendings = 3;
    Future<Integer> chain =
        onThread(
            WORKER_STACK,
            () -> {
              Future<Integer> made = guarded(DEPTH);
              assertThat(made.poll(CX).isReady()).isFalse();
              return made;
            });
    onThread(
        SMALL_STACK,
        () -> {
          chain.drop();
          return null;
        });
    assertThat(closed).isEqualTo(DEPTH + 1);
    Later.pendings = 1;
  }

  @Test
  void aDeepChainIsCancelledPatientlyOnASmallStack() throws Exception {
    Later.pendings = 3;
    Future<Integer> chain =
        onThread(
            WORKER_STACK,
            () -> {
              Future<Integer> made = guarded(DEPTH);
              assertThat(made.poll(CX).isReady()).isFalse();
              return made;
            });
    assertThat(onThread(SMALL_STACK, () -> chain.pollCancel(CX).isReady())).isTrue();
    assertThat(closed).isEqualTo(DEPTH + 1);
    Later.pendings = 1;
  }

  @Test
  void aChainThatIsTooDeepFailsWithItsDepth() throws Exception {
    Future<Integer> chain = nested(1_000_000);
    Throwable failure = onThread(SMALL_STACK, () -> catchThrowable(() -> Later.run(chain)));
    assertThat(failure)
        .isInstanceOf(NestingError.class)
        .hasMessageMatching(
            "async blocks are nested too deep: the stack was exhausted with \\d+ nested awaits"
                + " being polled, innermost \\S+nested\\(DepthTest.java:\\d+\\), outermost"
                + " \\S+nested\\(DepthTest.java:\\d+\\)\\. Make the recursion a loop, or give the"
                + " polling thread a larger stack");
    assertThat(((NestingError) failure).levels()).isGreaterThan(100);
    assertThat(catchThrowable(() -> chain.poll(CX)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("polled after it has completed, failed or was dropped");
  }

  @Test
  void blocksBelowTheExhaustedStackAreDropped() throws Exception {
    Later.pendings = 3;
    List<Throwable> reported = new ArrayList<>();
    Future<Integer> chain =
        onThread(
            WORKER_STACK,
            () -> {
              Future<Integer> made = guarded(DEPTH);
              made.poll(CX);
              return made;
            });
    Future<Integer> awaiting = async(() -> await(chain));
    Throwable failure =
        onThread(
            SMALL_STACK,
            () -> {
              FailureHook.install((source, thrown) -> reported.add(thrown));
              return catchThrowable(() -> awaiting.poll(CX));
            });
    assertThat(failure).isInstanceOf(NestingError.class);
    assertThat(reported).isEmpty();
    // The few blocks at the very end of the stack had no room to run anything.
    assertThat(closed).isBetween(DEPTH - 20, DEPTH + 1);
    Later.pendings = 1;
  }
}
