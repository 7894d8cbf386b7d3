package io.pollen.runtime;

import static io.pollen.runtime.Pollen.async;
import static io.pollen.runtime.Pollen.await;
import static io.pollen.runtime.Pollen.checkCancelled;
import static io.pollen.runtime.Pollen.isCancelled;
import static io.pollen.runtime.Pollen.scope;
import static io.pollen.runtime.Pollen.spawnBlocking;
import static io.pollen.runtime.Pollen.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Waker;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.runtime.task.TaskCancelledException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tasks that compute for long within one poll, and are asked to end meanwhile.
@Timeout(60)
class CheckCancelledTest {
  private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch computing = new CountDownLatch(1);

  /// Computes in one poll until it is told to end, and cleans up.
  @SuppressWarnings({"pollen:awaitInFinally", "pollen:endlessLoop"})
  private Future<String> computes() {
    return async(() -> {
      try {
        while (true) {
          await(checkCancelled());
          computing.countDown();
          Thread.onSpinWait();
        }
      } finally {
        seen.add("cancelled: " + isCancelled());
        await(checkCancelled());
        await(yieldNow());
        seen.add("cleaned up");
      }
    });
  }

  @Test
  void aLoopEndsAtItsCheckAndCleansUp() throws Exception {
    try (var runtime = AsyncRuntime.builder().workerThreads(1).build()) {
      JoinHandle<String> task = runtime.spawn(computes());
      computing.await();
      task.abort();
      assertThatThrownBy(() -> runtime.blockOn(task)).isInstanceOf(TaskCancelledException.class);
      assertThat(seen).containsExactly("cancelled: false", "cleaned up");
    }
  }

  @Test
  void codeThatCannotAwaitAsks() throws Exception {
    try (var runtime = AsyncRuntime.builder().workerThreads(1).build()) {
      JoinHandle<String> task =
          runtime.spawn(() -> {
            while (!isCancelled()) {
              computing.countDown();
              Thread.onSpinWait();
            }
            return "as far as it came";
          });
      computing.await();
      task.abort();
      assertThat(runtime.blockOn(task)).isEqualTo("as far as it came");
    }
  }

  @Test
  void aRuntimeThatClosesEndsALoopToo() throws Exception {
    var runtime = AsyncRuntime.builder().workerThreads(1).build();
    JoinHandle<String> task = runtime.spawn(computes());
    computing.await();
    assertThat(runtime.shutdown(Duration.ofSeconds(30))).isTrue();
    assertThat(task.isFinished()).isTrue();
    assertThat(seen).containsExactly("cancelled: false", "cleaned up");
  }

  @Test
  void aSiblingThatFailsEndsALoopOfItsScope() throws Exception {
    try (var runtime = AsyncRuntime.builder().workerThreads(2).build()) {
      assertThatThrownBy(() ->
              runtime.blockOn(
                  scope(s -> {
                    s.fork(computes());
                    s.fork(
                        async(() -> {
                          await(
                              spawnBlocking(() -> {
                                computing.await();
                                return 1;
                              }));
                          throw new IOException("on purpose");
                        }));
                    return 1;
                  })))
          .hasMessage("on purpose");
      assertThat(seen).containsExactly("cancelled: false", "cleaned up");
    }
  }

  @Test
  void withoutAReasonToEndNothingHappens() throws Exception {
    try (var runtime = AsyncRuntime.currentThread()) {
      var task =
          runtime.spawn(() -> {
            await(checkCancelled());
            return isCancelled();
          });
      assertThat(runtime.blockOn(task)).isFalse();
    }
  }

  @Test
  void aThreadsInterruptIsTheRequestOfABlockingCall() throws Exception {
    try (var runtime = AsyncRuntime.builder().workerThreads(1).build()) {
      JoinHandle<Boolean> call =
          runtime.spawnBlocking(() -> {
            while (!isCancelled()) {
              computing.countDown();
              Thread.onSpinWait();
            }
            return Thread.interrupted();
          });
      computing.await();
      call.abort();
      assertThat(runtime.blockOn(call)).isTrue();
    }
  }

  @Test
  void itIsOverAfterItsEndAndAfterItsDrop() throws Exception {
    Context cx = Context.of(Waker.noop());
    Future<Void> ready = checkCancelled();
    assertThat(ready.poll(cx).isReady()).isTrue();
    assertThatIllegalStateException().isThrownBy(() -> ready.poll(cx));
    Future<Void> dropped = checkCancelled();
    dropped.drop();
    assertThatIllegalStateException().isThrownBy(() -> dropped.poll(cx));
  }
}
