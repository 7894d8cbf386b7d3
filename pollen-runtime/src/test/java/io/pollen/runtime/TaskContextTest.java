package io.pollen.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Async;
import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.TaskLocal;
import io.pollen.runtime.task.JoinHandle;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a task takes along from where it was spawned, because it was told to.
@Timeout(30)
class TaskContextTest {
  private static final TaskLocal<String> USER = TaskLocal.named("user");
  private static final ScopedValue<String> SCOPED = ScopedValue.newInstance();
  private static final ScopedValue<String> UNBOUND = ScopedValue.newInstance();
  private static final ThreadLocal<String> LOGGING = ThreadLocal.withInitial(() -> "none");

  /// As a bridge to a logging library would be.
  private record Logging(String value) implements ContextElement<String> {
    @Override
    public String enter() {
      String before = LOGGING.get();
      LOGGING.set(value);
      return before;
    }

    @Override
    public void exit(String before) {
      LOGGING.set(before);
    }
  }

  private static String seen() {
    return USER.orElse("nobody") + " " + SCOPED.orElse("nothing") + " " + LOGGING.get();
  }

  /// What is seen in the first poll, and in one after some yields.
  private static Future<String> looks() {
    return Async.lazy(TaskContextTest::seen)
        .flatMap(first -> Futures.yields(2).map(yielded -> first + ", " + seen()));
  }

  @Test
  void aTaskInheritsNothingUnlessItIsTold() throws Exception {
    try (var runtime = AsyncRuntime.builder().workerThreads(1).build()) {
      Future<String> parent =
          TaskLocal.where(
              USER,
              "ada",
              Async.lazy(() ->
                      List.of(
                          runtime.task().spawn(looks()),
                          runtime.task().inherit(USER).spawn(looks())))
                  .flatMap(Futures::all)
                  .map(answers -> String.join("; ", answers)));
      assertThat(runtime.blockOn(runtime.spawn(parent)))
          .isEqualTo(
              "nobody nothing none, nobody nothing none; ada nothing none, ada nothing none");
    }
  }

  @Test
  void scopedValuesAreBoundInEachPoll() throws Exception {
    try (var runtime = AsyncRuntime.builder().workerThreads(1).build()) {
      JoinHandle<String> task =
          ScopedValue.where(SCOPED, "here")
              .call(() -> runtime.task().captureScopedValues(SCOPED, UNBOUND).spawn(looks()));
      assertThat(runtime.blockOn(task)).isEqualTo("nobody here none, nobody here none");
      assertThat(runtime.blockOn(runtime.task().captureScopedValues(UNBOUND).spawn(looks())))
          .isEqualTo("nobody nothing none, nobody nothing none");
    }
  }

  @Test
  void elementsAreInstalledAroundPollsAndDropsAndTakenAwayAfterwards() throws Exception {
    List<String> log = new CopyOnWriteArrayList<>();
    Future<Void> waits =
        new Future<>() {
          @Override
          public Poll<Void> poll(Context cx) {
            log.add(seen());
            return Poll.pending();
          }

          @Override
          public void drop() {
            log.add("dropped " + seen());
          }
        };
    try (var runtime = AsyncRuntime.builder().workerThreads(1).build()) {
      JoinHandle<Void> task =
          runtime.task().with(new Logging("inner")).with(new Logging("outer")).spawn(waits);
      assertThat(runtime.blockOn(runtime.spawn(looks())))
          .isEqualTo("nobody nothing none, nobody nothing none");
      task.abort();
      runtime.blockOn(task.catching());
      assertThat(runtime.blockOn(runtime.spawn(looks()))).endsWith("none");
    }
    assertThat(log).containsExactly("nobody nothing inner", "dropped nobody nothing inner");
  }

  @Test
  void blockingCallsHaveTheirsToo() throws Exception {
    try (var runtime = AsyncRuntime.builder().workerThreads(1).build()) {
      JoinHandle<String> call =
          ScopedValue.where(SCOPED, "here")
              .call(() ->
                  runtime
                      .task()
                      .captureScopedValues(SCOPED)
                      .with(new Logging("request 7"))
                      .spawnBlocking(TaskContextTest::seen));
      assertThat(runtime.blockOn(call)).isEqualTo("nobody here request 7");
      assertThat(runtime.blockOn(runtime.spawnBlocking(TaskContextTest::seen)))
          .isEqualTo("nobody nothing none");
    }
  }
}
