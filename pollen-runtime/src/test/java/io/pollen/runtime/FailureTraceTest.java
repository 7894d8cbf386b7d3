package io.pollen.runtime;

import static io.pollen.runtime.Pollen.async;
import static io.pollen.runtime.Pollen.await;
import static io.pollen.runtime.Pollen.create;
import static io.pollen.runtime.Pollen.failed;
import static io.pollen.runtime.Pollen.pending;
import static io.pollen.runtime.Pollen.timeout;
import static io.pollen.runtime.Pollen.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.pollen.AsyncTrace;
import io.pollen.Future;
import io.pollen.Logged;
import io.pollen.runtime.task.FailureHandler;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.time.TestClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The awaits that a failure has passed are told wherever it leaves a task.
@Timeout(30)
class FailureTraceTest {
  /// One object for all, as a constant of a library may be.
  private static final Exception SHARED = new Exception("shared");

  private static int line() {
    return StackWalker.getInstance()
        .walk(frames -> frames.skip(1).findFirst().orElseThrow().getLineNumber());
  }

  private int readLine;
  private int handleLine;

  private Future<String> read(Future<String> leaf) {
    return async(() -> {
      await(yieldNow());
      readLine = line() + 1;
      return await(leaf) + "!";
    });
  }

  private Future<String> handle(Future<String> leaf) {
    return async(() -> {
      handleLine = line() + 1;
      return await(read(leaf)).strip();
    });
  }

  private static AsyncRuntime runtime(boolean single, FailureHandler handler) {
    RuntimeBuilder builder = AsyncRuntime.builder().onTaskFailure(handler);
    return single ? builder.currentThread().build() : builder.workerThreads(2).build();
  }

  private String inTask(JoinHandle<?> task) {
    return """
    in task %d "reader" [FailureTraceTest.java:%d]:
        FailureTraceTest.read (FailureTraceTest.java:%d)
        FailureTraceTest.handle (FailureTraceTest.java:%d)
    """
        .formatted(task.id(), handleLine - 1, readLine, handleLine);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theAwaiterOfATaskIsToldTheAwaitsOfBoth(boolean single) throws Exception {
    try (var runtime = runtime(single, FailureHandler.logging())) {
      Future<String> late = create(completer -> completer.fail(SHARED));
      JoinHandle<String> reader = runtime.task().name("reader").spawn(handle(late));
      int[] awaitLine = new int[1];
      List<String> inCatch = new ArrayList<>();
      Throwable failure =
          catchThrowable(() ->
              runtime.blockOn(
                  async(() -> {
                    try {
                      awaitLine[0] = line() + 1;
                      return await(reader);
                    } catch (Exception e) {
                      inCatch.add(AsyncTrace.of(e).orElseThrow().text());
                      throw e;
                    }
                  })));
      assertThat(failure).isSameAs(SHARED);
      String awaited =
          "FailureTraceTest.theAwaiterOfATaskIsToldTheAwaitsOfBoth (FailureTraceTest.java:%d)\n"
              .formatted(awaitLine[0]);
      assertThat(inCatch).containsExactly(inTask(reader) + "awaited here:\n    " + awaited);
      assertThat(AsyncTrace.of(failure).orElseThrow().text())
          .startsWith(inTask(reader) + "awaited ")
          .endsWith("    " + awaited);
      assertThat(SHARED.getSuppressed()).isEmpty();
      assertThat(SHARED.getCause()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theLogOfAnUnobservedFailureTellsThem(boolean single) throws Exception {
    List<JoinHandle<String>> tasks = new ArrayList<>();
    List<String> log =
        Logged.during(() -> {
          try (var runtime = runtime(single, FailureHandler.logging())) {
            tasks.add(runtime.task().name("reader").spawn(handle(failed(SHARED))));
            runtime.blockOn(
                async(() -> {
                  while (!tasks.getFirst().isFinished()) {
                    await(yieldNow());
                  }
                }));
          }
        });
    assertThat(log).hasSize(1);
    assertThat(log.getFirst() + "\n")
        .isEqualTo(
            tasks.getFirst().info() + " failed and nobody awaited it\n" + inTask(tasks.getFirst()));
  }

  @Test
  void oneObjectThatTwoTasksFailByHasTheAwaitsOfEach() throws Exception {
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    FailureHandler handler =
        (task, failure) -> told.add(AsyncTrace.of(failure).orElseThrow().text());
    try (var runtime = runtime(true, handler)) {
      JoinHandle<?> first = runtime.task().name("reader").spawn(handle(failed(SHARED)));
      JoinHandle<?> second =
          runtime
              .task()
              .name("other")
              .spawn(() -> {
                await(failed(SHARED));
              });
      first.drop();
      second.drop();
      runtime.blockOn(
          async(() -> {
            while (!first.isFinished() || !second.isFinished()) {
              await(yieldNow());
            }
          }));
      assertThat(told).hasSize(2);
      assertThat(told).filteredOn(inTask(first)::equals).hasSize(1);
      assertThat(told).filteredOn(text -> text.contains("\"other\"")).hasSize(1);
      assertThat(told).filteredOn(text -> text.contains("here:")).isEmpty();
    }
  }

  @Test
  void aFailureWhoseStackTraceSaysItAllIsLoggedWithoutThem() throws Exception {
    List<String> log =
        Logged.during(() -> {
          try (var runtime = AsyncRuntime.currentThread()) {
            JoinHandle<?> task =
                runtime.spawn(() -> {
                  await(yieldNow());
                  throw new IOException("fresh");
                });
            runtime.blockOn(
                async(() -> {
                  while (!task.isFinished()) {
                    await(yieldNow());
                  }
                }));
          }
        });
    assertThat(log).hasSize(1);
    assertThat(log.getFirst()).endsWith(" failed and nobody awaited it");
  }

  @Test
  void aTimeoutTellsWhatWasPendingWhenItFired() {
    var clock = new TestClock();
    try (var runtime = AsyncRuntime.builder().currentThread().clock(clock).build()) {
      assertThatThrownBy(() -> runtime.blockOn(timeout(Duration.ofSeconds(3), handle(pending()))))
          .isInstanceOf(TimeoutException.class)
          .hasMessage(
              "timed out after 3 s, waiting for FailureTraceTest.handle (FailureTraceTest.java:%d)"
                      .formatted(handleLine)
                  + " → FailureTraceTest.read (FailureTraceTest.java:%d) → pending"
                      .formatted(readLine));
    }
  }
}
