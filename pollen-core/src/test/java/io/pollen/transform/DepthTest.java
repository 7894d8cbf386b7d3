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
import io.pollen.woven.StateMachine;
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
  void aShortenedChainIsResumedOnASmallStack() throws Exception {
    Later.pendings = 3;
    Future<Integer> chain = shortened();
    assertThat(onThread(SMALL_STACK, () -> Later.run(chain))).isEqualTo(DEPTH);
    assertThat(closed).isEqualTo(DEPTH + 1);
    Later.pendings = 1;
  }

  private Future<Integer> shortened() throws Exception {
    return onThread(
        WORKER_STACK,
        () -> {
          Future<Integer> made = guarded(DEPTH);
          assertThat(made.poll(CX).isReady()).isFalse();
          StateMachine.shorten(made);
          return made;
        });
  }

  private static <T> Future<T> below(int depth, Future<T> inner) {
    return async(() -> await(depth == 0 ? inner : below(depth - 1, inner)));
  }

  /// Wherever the stack ends on the way to it or in it, nobody is left without an owner.
  @Test
  void aJumpThatFindsNoRoomLeavesNoBlockBehind() throws Exception {
    Later.pendings = 1_000;
    int overflows = 0;
    for (int depth = 600; overflows < 12; depth += 20) {
      closed = 0;
      Future<Integer> outer = below(depth, shortened());
      onThread(WORKER_STACK, () -> outer.poll(CX));
      Throwable failure = onThread(SMALL_STACK, () -> catchThrowable(() -> outer.poll(CX)));
      if (failure != null) {
        assertThat(failure).isInstanceOf(NestingError.class);
        overflows++;
      }
      outer.drop();
      assertThat(closed).as("below %s", depth).isBetween(DEPTH - 20, DEPTH + 1);
    }
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
