package io.pollen.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Async;
import io.pollen.Future;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.runtime.task.TaskFailurePolicy;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class TaskFailurePolicyTest {
  enum Kind {
    CURRENT,
    ONE,
    FOUR
  }

  private final IOException failure = new IOException("disk on fire");
  private final List<Throwable> told = new CopyOnWriteArrayList<>();

  private AsyncRuntime runtime(Kind kind, TaskFailurePolicy policy) {
    RuntimeBuilder builder =
        AsyncRuntime.builder()
            .onTaskFailure((task, cause) -> told.add(cause))
            .onTaskFailure(policy);
    return switch (kind) {
      case CURRENT -> builder.currentThread().build();
      case ONE -> builder.workerThreads(1).build();
      case FOUR -> builder.workerThreads(4).build();
    };
  }

  private Future<Void> failing() {
    return Async.failed(failure);
  }

  /// It waits for something that never comes, and the failing task is not one that it awaits.
  @ParameterizedTest
  @EnumSource
  void shutdownEndsTheRuntimeAndBlockOnThrowsTheFailure(Kind kind) {
    AsyncRuntime runtime = runtime(kind, TaskFailurePolicy.SHUTDOWN);
    Futures.Stuck root = new Futures.Stuck();
    Futures.Stuck other = new Futures.Stuck();
    runtime.spawn(other);
    runtime.spawn(failing()).drop();
    assertThatThrownBy(() -> runtime.blockOn(root)).isSameAs(failure);
    runtime.close();
    assertThat(root.drops).hasValue(1);
    assertThat(other.drops).hasValue(1);
    assertThat(runtime.spawn(new Futures.Stuck()).isFinished()).as("spawned too late").isTrue();
    assertThatThrownBy(() -> runtime.blockOn(Futures.yields(1))).isSameAs(failure);
    assertThat(told).containsExactly(failure);
  }

  @ParameterizedTest
  @EnumSource
  void shutdownOfASecondFailureKeepsTheFirst(Kind kind) {
    AsyncRuntime runtime = runtime(kind, TaskFailurePolicy.SHUTDOWN);
    CompletableFuture<Void> later = new CompletableFuture<>();
    runtime.spawn(Async.from(later)).drop();
    runtime.spawn(failing()).drop();
    assertThatThrownBy(() -> runtime.blockOn(new Futures.Stuck())).isSameAs(failure);
    later.completeExceptionally(new IllegalStateException("second"));
    assertThatThrownBy(() -> runtime.blockOn(new Futures.Stuck())).isSameAs(failure);
    runtime.close();
  }

  @ParameterizedTest
  @EnumSource
  void aFailureThatSomebodyAwaitsEndsNothing(Kind kind) throws Exception {
    try (AsyncRuntime runtime = runtime(kind, TaskFailurePolicy.SHUTDOWN)) {
      JoinHandle<Void> handle = runtime.spawn(failing());
      assertThatThrownBy(() -> runtime.blockOn(handle)).isSameAs(failure);
      assertThat(runtime.blockOn(runtime.spawn(Futures.yields(3)))).isEqualTo(3);
      assertThat(told).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void ignoreTellsNobodyAndReportTellsTheHandler(Kind kind) throws Exception {
    for (TaskFailurePolicy policy : List.of(TaskFailurePolicy.IGNORE, TaskFailurePolicy.REPORT)) {
      try (AsyncRuntime runtime = runtime(kind, policy)) {
        failWhilePolled(runtime, failure);
      }
      if (policy == TaskFailurePolicy.IGNORE) {
        assertThat(told).isEmpty();
      }
    }
    assertThat(told).containsExactly(failure);
  }

  @ParameterizedTest
  @EnumSource
  void ignoreDoesNotHideAnErrorOfTheVirtualMachine(Kind kind) throws Exception {
    StackOverflowError deep = new StackOverflowError();
    try (AsyncRuntime runtime = runtime(kind, TaskFailurePolicy.IGNORE)) {
      failWhilePolled(runtime, deep);
    }
    assertThat(told).containsExactly(deep);
  }

  /// A task without a handle; the runtime is not closed before its poll has begun.
  private static void failWhilePolled(AsyncRuntime runtime, Throwable cause) throws Exception {
    CompletableFuture<Void> polled = new CompletableFuture<>();
    Future<Void> fails =
        Async.<Void>ready(null)
            .flatMap(nothing -> {
              polled.complete(null);
              return Async.failed(cause);
            });
    runtime.spawn(fails).drop();
    runtime.blockOn(Async.from(polled));
  }
}
