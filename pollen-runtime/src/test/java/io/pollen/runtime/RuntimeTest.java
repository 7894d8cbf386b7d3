package io.pollen.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Async;
import io.pollen.Context;
import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.runtime.task.FailureHandler;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.runtime.task.TaskCancelledException;
import io.pollen.runtime.task.TaskInfo;
import io.pollen.sync.Oneshot;
import io.pollen.time.Time;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class RuntimeTest {
  enum Kind {
    CURRENT(AsyncRuntime::currentThread),
    ONE(() -> AsyncRuntime.builder().workerThreads(1).build()),
    FOUR(() -> AsyncRuntime.builder().workerThreads(4).build());

    private final Supplier<AsyncRuntime> make;

    Kind(Supplier<AsyncRuntime> make) {
      this.make = make;
    }

    AsyncRuntime runtime() {
      return make.get();
    }
  }

  @ParameterizedTest
  @EnumSource
  void tasksSpawnedFromOutsideAllRun(Kind kind) throws Exception {
    try (var runtime = kind.runtime()) {
      List<JoinHandle<Integer>> handles = new ArrayList<>();
      for (int i = 0; i < 5_000; i++) {
        handles.add(runtime.spawn(Futures.yields(i % 5)));
      }
      int sum = runtime.blockOn(Futures.all(handles)).stream().mapToInt(i -> i).sum();
      assertThat(sum).isEqualTo(10_000);
      assertThat(runtime.metrics().liveTasks()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void tasksSpawnedFromTasksAllRun(Kind kind) throws Exception {
    try (var runtime = kind.runtime()) {
      JoinHandle<List<JoinHandle<Integer>>> spawner =
          runtime.spawn(cx -> {
            List<JoinHandle<Integer>> handles = new ArrayList<>();
            for (int i = 0; i < 5_000; i++) {
              handles.add(Pollen.spawn(Futures.yields(i % 5)));
            }
            return Poll.ready(handles);
          });
      int sum =
          runtime.blockOn(Futures.all(runtime.blockOn(spawner))).stream().mapToInt(i -> i).sum();
      assertThat(sum).isEqualTo(10_000);
    }
  }

  @ParameterizedTest
  @EnumSource
  void sleepingTasksWakeInTime(Kind kind) throws Exception {
    try (var runtime = kind.runtime()) {
      List<JoinHandle<Void>> handles = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        handles.add(runtime.spawn(Time.sleep(Duration.ofMillis(i % 20))));
      }
      assertThat(runtime.blockOn(Futures.all(handles))).hasSize(1_000);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAwaiterGetsTheTasksOwnException(Kind kind) {
    try (var runtime = kind.runtime()) {
      IOException failure = new IOException("disk on fire");
      JoinHandle<Void> handle =
          runtime.spawn(cx -> {
            throw failure;
          });
      assertThatThrownBy(() -> runtime.blockOn(handle)).isSameAs(failure);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAbortedTaskAnswersThatItWasCancelled(Kind kind) {
    try (var runtime = kind.runtime()) {
      JoinHandle<Void> handle =
          runtime.task().name("sleeper").spawn(Time.sleep(Duration.ofHours(1)));
      handle.abort();
      handle.abort();
      assertThatThrownBy(() -> runtime.blockOn(handle))
          .isInstanceOf(TaskCancelledException.class)
          .hasMessageContaining("\"sleeper\" was aborted");
    }
  }

  @ParameterizedTest
  @EnumSource
  void blockingCallsRunOnThreadsOfTheirOwn(Kind kind) throws Exception {
    try (var runtime = kind.runtime()) {
      JoinHandle<String> handle = runtime.spawnBlocking(() -> Thread.currentThread().getName());
      assertThat(runtime.blockOn(handle)).startsWith("pollen-blocking-");
    }
  }

  @ParameterizedTest
  @EnumSource
  void blockOnFromATaskIsRefusedAndSaysWhatToDo(Kind kind) {
    try (var runtime = kind.runtime()) {
      Future<Integer> nested = cx -> Poll.ready(runtime.blockOn(Futures.yields(1)));
      assertThatThrownBy(() -> runtime.blockOn(runtime.spawn(nested)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("use await(...)");
    }
  }

  @ParameterizedTest
  @EnumSource
  void blockOnInsideABlockingCallIsAllowed(Kind kind) throws Exception {
    try (var runtime = kind.runtime()) {
      JoinHandle<Integer> handle =
          runtime.spawnBlocking(() -> AsyncRuntime.current().blockOn(Futures.yields(3)));
      assertThat(runtime.blockOn(handle)).isEqualTo(3);
    }
  }

  /// Also when the thread that polls for both leaves first.
  @ParameterizedTest
  @EnumSource
  void severalThreadsMayBeInBlockOn(Kind kind) throws Exception {
    try (var runtime = kind.runtime()) {
      Oneshot.Channel<Thread> running = Oneshot.channel();
      Oneshot.Channel<String> answer = Oneshot.channel();
      var second =
          new FutureTask<>(() -> {
            running.sender().send(Thread.currentThread());
            return runtime.blockOn(answer.receiver());
          });
      Thread.ofPlatform().start(second);
      assertThat(runtime.blockOn(running.receiver())).isNotNull();
      runtime.blockOn(
          runtime.spawn(cx -> {
            answer.sender().send("answer");
            return Poll.ready(null);
          }));
      assertThat(second.get()).isEqualTo("answer");
    }
  }

  @ParameterizedTest
  @EnumSource
  void anInterruptInBlockOnBesideAnotherThreadCancelsItsFuture(Kind kind) throws Exception {
    try (var runtime = kind.runtime()) {
      Futures.Stuck stuck = new Futures.Stuck();
      Oneshot.Channel<Throwable> end = Oneshot.channel();
      JoinHandle<Void> other =
          runtime.spawnBlocking(() -> {
            Thread.currentThread().interrupt();
            try {
              runtime.blockOn(stuck);
            } catch (InterruptedException e) {
              end.sender().send(e);
            }
            return null;
          });
      assertThat(runtime.blockOn(end.receiver())).isInstanceOf(InterruptedException.class);
      assertThat(stuck.drops).hasValue(1);
      runtime.blockOn(other);
    }
  }

  @ParameterizedTest
  @EnumSource
  void runInsideOfARuntimeIsRefusedAndSaysWhatToDo(Kind kind) {
    try (var runtime = kind.runtime()) {
      Future<Void> nested =
          cx -> {
            Pollen.run(() -> {});
            return Poll.ready();
          };
      assertThatThrownBy(() -> runtime.blockOn(runtime.spawn(nested)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("use await(...) or spawn(...)");
      assertThatThrownBy(() -> runtime.blockOn(nested))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("it is for main");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFailureOfATaskWithoutHandleGoesToTheHandlerAndTheRuntimeGoesOn(Kind kind) throws Exception {
    CompletableFuture<String> told = new CompletableFuture<>();
    RuntimeBuilder builder =
        AsyncRuntime.builder()
            .onTaskFailure((task, failure) -> {
              told.complete(task.name() + ": " + failure.getMessage());
              throw new IllegalStateException("the handler fails, too");
            });
    if (kind == Kind.CURRENT) {
      builder.currentThread();
    }
    try (var runtime = builder.build()) {
      Future<Void> fails =
          cx -> {
            throw new IOException("disk on fire");
          };
      runtime.task().name("lonely").spawn(fails).drop();
      assertThat(runtime.blockOn(Async.from(told))).isEqualTo("lonely: disk on fire");
      assertThat(runtime.blockOn(runtime.spawn(Futures.yields(3)))).isEqualTo(3);
    }
  }

  @Test
  void whatACleanupThrowsGoesToTheHandlerWithTheFutureThatThrew() throws Exception {
    CompletableFuture<String> told = new CompletableFuture<>();
    FailureHandler handler =
        new FailureHandler() {
          @Override
          public void taskFailed(TaskInfo task, Throwable failure) {
            told.complete("taskFailed");
          }

          @Override
          public void cleanupFailed(TaskInfo task, Object source, Throwable failure) {
            told.complete(task.name() + ", " + source + ": " + failure.getMessage());
          }
        };
    Future<Void> loser =
        new Future<>() {
          @Override
          public Poll<Void> poll(Context cx) {
            return Poll.pending();
          }

          @Override
          public void drop() {
            throw new IllegalStateException("cannot clean up");
          }

          @Override
          public String toString() {
            return "the loser";
          }
        };
    try (var runtime = AsyncRuntime.builder().workerThreads(1).onTaskFailure(handler).build()) {
      runtime.blockOn(
          runtime.task().name("race").spawn(Async.raceBiased(loser, Async.<Void>ready(null))));
      assertThat(told.getNow("not told")).isEqualTo("race, the loser: cannot clean up");
    }
  }

  @ParameterizedTest
  @EnumSource
  void closeDropsEveryTaskOnceAndRefusesSpawns(Kind kind) {
    AsyncRuntime runtime = kind.runtime();
    List<Futures.Stuck> stuck = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      stuck.add(new Futures.Stuck());
      runtime.spawn(stuck.getLast());
    }
    runtime.close();
    assertThat(stuck).allSatisfy(future -> assertThat(future.drops).hasValue(1));
    Futures.Stuck late = new Futures.Stuck();
    JoinHandle<Void> handle = runtime.spawn(late);
    assertThat(late.drops).hasValue(1);
    assertThat(handle.isFinished()).isTrue();
    assertThat(runtime.metrics().liveTasks()).isZero();
  }

  @Test
  void tasksOfTwoRuntimesAwaitEachOther() throws Exception {
    try (var one = AsyncRuntime.builder().workerThreads(1).name("one").build();
        var two = AsyncRuntime.currentThread()) {
      JoinHandle<String> there =
          one.spawn(Futures.yields(3).map(x -> AsyncRuntime.current().toString()));
      String seen = two.blockOn(there.map(name -> name + " from " + AsyncRuntime.current()));
      assertThat(seen).isEqualTo(one + " from " + two);
      assertThat(one).isNotSameAs(two);
    }
  }

  @Test
  void theNumberOfWorkersComesFromTheSystemProperty() throws Exception {
    System.setProperty("pollen.workers", "3");
    try (var runtime = AsyncRuntime.builder().name("counted").build()) {
      assertThat(
              Thread.getAllStackTraces().keySet().stream()
                  .filter(thread -> thread.getName().startsWith("counted-worker-")))
          .hasSize(3);
      System.setProperty("pollen.workers", "many");
      assertThatThrownBy(AsyncRuntime::builder)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("pollen.workers")
          .hasMessageContaining("\"many\"");
    } finally {
      System.clearProperty("pollen.workers");
    }
  }

  @Test
  void blockOnPutsTheThreadsFailureHookBack() throws Exception {
    FailureHook.Handler mine = (source, failure) -> {};
    FailureHook.install(mine);
    try (AsyncRuntime runtime = AsyncRuntime.currentThread()) {
      runtime.blockOn(Futures.yields(1));
      assertThat(FailureHook.install(mine)).isSameAs(mine);
    } finally {
      FailureHook.install(null);
    }
  }
}
