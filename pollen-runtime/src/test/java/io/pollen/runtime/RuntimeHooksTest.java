package io.pollen.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Async;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.runtime.scheduler.RuntimeHooks;
import io.pollen.runtime.task.FailureHandler;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.runtime.task.TaskInfo;
import io.pollen.sync.Oneshot;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The number of workers is the parameter; 0 for a current-thread runtime.
@Timeout(30)
class RuntimeHooksTest {
  private static final String WORKER = "hooked-worker-";

  private static RuntimeBuilder builder(int workers) {
    RuntimeBuilder builder = AsyncRuntime.builder().name("hooked");
    return workers == 0 ? builder.currentThread() : builder.workerThreads(workers);
  }

  private static final class Notes implements RuntimeHooks {
    final List<String> tasks = new CopyOnWriteArrayList<>();
    final Set<String> started = ConcurrentHashMap.newKeySet();
    final Set<String> stopped = ConcurrentHashMap.newKeySet();

    private void note(String what, TaskInfo task) {
      if ("watched".equals(task.name())) {
        tasks.add(what);
      }
    }

    @Override
    public void onThreadStart() {
      started.add(Thread.currentThread().getName());
    }

    @Override
    public void onThreadStop() {
      stopped.add(Thread.currentThread().getName());
    }

    @Override
    public void onTaskSpawn(TaskInfo task) {
      note("spawn", task);
    }

    @Override
    public void onTaskEnd(TaskInfo task) {
      note("end", task);
    }

    @Override
    public void onBeforePoll(TaskInfo task) {
      note("before", task);
    }

    @Override
    public void onAfterPoll(TaskInfo task) {
      note("after", task);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4})
  void everyStepOfATaskIsToldInOrder(int workers) throws Exception {
    Notes notes = new Notes();
    try (var runtime = builder(workers).hooks(notes).build()) {
      runtime.blockOn(runtime.task().name("watched").spawn(Futures.yields(1)));
    }
    assertThat(notes.tasks).containsExactly("spawn", "before", "after", "before", "end", "after");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4})
  void tasksSpawnedTogetherAreToldEach(int workers) throws Exception {
    Set<Long> spawned = ConcurrentHashMap.newKeySet();
    RuntimeHooks hooks =
        new RuntimeHooks() {
          @Override
          public void onTaskSpawn(TaskInfo task) {
            spawned.add(task.id());
          }
        };
    try (var runtime = builder(workers).hooks(hooks).build()) {
      List<JoinHandle<Integer>> handles =
          runtime.spawnAll(List.of(Futures.yields(1), Futures.yields(2)));
      assertThat(spawned).containsExactlyInAnyOrder(handles.get(0).id(), handles.get(1).id());
      runtime.blockOn(Futures.all(handles));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4})
  void theEndIsToldHoweverItComes(int workers) {
    Notes notes = new Notes();
    var runtime = builder(workers).hooks(notes).build();
    JoinHandle<Void> fails = runtime.task().name("watched").spawn(Async.failed(new IOException()));
    assertThatThrownBy(() -> runtime.blockOn(fails)).isInstanceOf(IOException.class);
    runtime.task().name("watched").spawn(new Futures.Stuck());
    runtime.close();
    runtime.task().name("watched").spawn(new Futures.Stuck());
    assertThat(notes.tasks.stream().filter("spawn"::equals)).hasSize(3);
    assertThat(notes.tasks.stream().filter("end"::equals)).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void threadsTellTheirStartAndTheirStop(int workers) throws Exception {
    Notes notes = new Notes();
    try (var runtime = builder(workers).hooks(notes).build()) {
      runtime.blockOn(runtime.spawnBlocking(() -> null));
    }
    assertThat(notes.started).hasSize(workers + 1).contains(WORKER + 0, "hooked-blocking-0");
    // A worker tells its stop after the runtime's end is visible: what is left is its last breath.
    while (notes.stopped.size() <= workers) {
      Thread.onSpinWait();
    }
    assertThat(notes.stopped).isEqualTo(notes.started);
  }

  /// The task lies in the queue of the very worker that was about to sleep.
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4})
  void aTaskSpawnedByTheParkHookRuns(int workers) throws Exception {
    Oneshot.Channel<String> channel = Oneshot.channel();
    AtomicReference<AsyncRuntime> made = new AtomicReference<>();
    AtomicBoolean once = new AtomicBoolean(true);
    RuntimeHooks hooks =
        new RuntimeHooks() {
          @Override
          public void onThreadPark() {
            AsyncRuntime runtime = made.get();
            if (runtime != null && once.compareAndSet(true, false)) {
              runtime.spawn(cx -> {
                channel.sender().send("ran");
                return Poll.ready(null);
              });
            }
          }
        };
    try (var runtime = builder(workers).hooks(hooks).build()) {
      made.set(runtime);
      runtime.spawn(Futures.yields(1)); // somebody wakes, and parks with the runtime known
      assertThat(runtime.blockOn(channel.receiver())).isEqualTo("ran");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4})
  void sleepIsToldBeforeAndAfter(int workers) throws Exception {
    List<String> sleeps = new CopyOnWriteArrayList<>();
    RuntimeHooks hooks =
        new RuntimeHooks() {
          @Override
          public void onThreadPark() {
            sleeps.add("park " + Thread.currentThread().getName());
          }

          @Override
          public void onThreadUnpark() {
            sleeps.add("unpark " + Thread.currentThread().getName());
          }
        };
    try (var runtime = builder(workers).hooks(hooks).build()) {
      runtime.blockOn(runtime.spawn(Pollen.sleep(Duration.ofMillis(20))));
    }
    for (String thread : List.of(workers == 0 ? Thread.currentThread().getName() : WORKER + 0)) {
      List<String> own = sleeps.stream().filter(s -> s.endsWith("park " + thread)).toList();
      assertThat(own).isNotEmpty();
      for (int i = 0; i < own.size(); i++) {
        assertThat(own.get(i)).startsWith(i % 2 == 0 ? "park" : "unpark");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4})
  void aHookThatThrowsIsReportedAndEverythingGoesOn(int workers) throws Exception {
    Set<String> told = ConcurrentHashMap.newKeySet();
    FailureHandler handler =
        new FailureHandler() {
          @Override
          public void taskFailed(TaskInfo task, Throwable failure) {
            told.add("as a task's: " + failure.getMessage());
          }

          @Override
          public void cleanupFailed(TaskInfo task, Object source, Throwable failure) {
            told.add(source + ": " + failure.getMessage());
          }
        };
    RuntimeHooks broken =
        new RuntimeHooks() {
          @Override
          public void onThreadStart() {
            throw new IllegalStateException("start");
          }

          @Override
          public void onThreadPark() {
            throw new IllegalStateException("park");
          }

          @Override
          public void onTaskSpawn(TaskInfo task) {
            throw new IllegalStateException("spawn");
          }

          @Override
          public void onBeforePoll(TaskInfo task) {
            throw new IllegalStateException("before");
          }

          @Override
          public void onTaskEnd(TaskInfo task) {
            throw new IllegalStateException("end");
          }

          @Override
          public String toString() {
            return "broken hooks";
          }
        };
    try (var runtime = builder(workers).hooks(broken).onTaskFailure(handler).build()) {
      Future<Integer> works = Futures.yields(3);
      assertThat(runtime.blockOn(runtime.spawn(works))).isEqualTo(3);
      runtime.blockOn(Pollen.sleep(Duration.ofMillis(5)));
      runtime.blockOn(runtime.spawnBlocking(() -> null));
    }
    assertThat(told)
        .containsExactlyInAnyOrder(
            "broken hooks: start",
            "broken hooks: park",
            "broken hooks: spawn",
            "broken hooks: before",
            "broken hooks: end");
  }
}
