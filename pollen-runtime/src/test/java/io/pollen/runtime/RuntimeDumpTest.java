package io.pollen.runtime;

import static io.pollen.runtime.Pollen.async;
import static io.pollen.runtime.Pollen.await;
import static io.pollen.runtime.Pollen.join;
import static io.pollen.runtime.Pollen.pending;
import static io.pollen.runtime.Pollen.sleep;
import static io.pollen.runtime.Pollen.spawn;
import static io.pollen.runtime.Pollen.timeout;
import static io.pollen.runtime.Pollen.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.AsyncAction;
import io.pollen.AwaitTree;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.runtime.observe.LiveRuntimes;
import io.pollen.runtime.observe.RuntimeDump;
import io.pollen.runtime.observe.TaskDump;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.sync.CancellationToken;
import io.pollen.sync.Mutex;
import io.pollen.time.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RuntimeDumpTest {
  private static int line() {
    return StackWalker.getInstance()
        .walk(frames -> frames.skip(1).findFirst().orElseThrow().getLineNumber());
  }

  private int lockLine;

  private Future<Integer> locks(Mutex<Integer> mutex, String who) {
    return async(() -> {
      lockLine = line() + 1;
      try (var guard = await(mutex.lock())) {
        return guard.get() + who.length();
      }
    });
  }

  /// Until every task of a current-thread runtime is suspended.
  private static void settle(AsyncRuntime runtime) throws Exception {
    runtime.blockOn(
        async(() -> {
          while (runtime.dump().tasks().stream()
              .anyMatch(task -> task.state() == TaskDump.State.QUEUED)) {
            await(yieldNow());
          }
        }));
  }

  private static TaskDump named(RuntimeDump dump, String name) {
    return dump.tasks().stream().filter(t -> name.equals(t.name())).findFirst().orElseThrow();
  }

  @Test
  void aDumpShowsWhatEachTaskWaitsFor() throws Exception {
    var clock = new TestClock();
    clock.pause();
    try (var runtime = AsyncRuntime.builder().currentThread().clock(clock).name("shown").build()) {
      var mutex = new Mutex<>(1);
      var held = mutex.tryLock().orElseThrow();
      JoinHandle<Void> sleeper =
          runtime.task().name("sleeper").spawn(sleep(Duration.ofMillis(3200)));
      var locker =
          runtime.task().name("locker").spawn(timeout(Duration.ofHours(1), locks(mutex, "me")));
      var joiner =
          runtime
              .task()
              .name("joiner")
              .spawn(() -> {
                await(join(sleeper, locker));
              });
      settle(runtime);
      JoinHandle<Void> fresh = runtime.task().name("fresh").spawn(sleep(Duration.ofDays(1)));

      String text = runtime.dump().text();

      assertThat(text)
          .startsWith("runtime \"shown\": 1 queued, 3 suspended\n")
          .contains(
              """
              task %d "locker", suspended
                  a timeout with 60 min left
                  RuntimeDumpTest.locks (RuntimeDumpTest.java:%d)  who: String
                  Mutex.lock
              """
                  .formatted(locker.id(), lockLine))
          .contains(
              "task %d \"sleeper\", suspended\n    a sleep with 3.2 s left\n"
                  .formatted(sleeper.id()))
          .contains(
              "\"joiner\", suspended\n    RuntimeDumpTest.aDumpShowsWhatEachTaskWaitsFor (RuntimeDumpTest.java:")
          .contains(
              """
                  join
                    - task %d "sleeper" (idle)
                    - task %d "locker" [RuntimeDumpTest.java:%d] (idle)
              """
                  .formatted(sleeper.id(), locker.id(), lockLine - 1))
          .contains(
              "task %d \"fresh\", queued (approximate)\n    a sleep of PT24H, not polled yet\n"
                  .formatted(fresh.id()));
      assertThat(joiner.awaitTree().text())
          .contains("- task " + sleeper.id() + " \"sleeper\" (idle)\n      ".stripTrailing())
          .contains("a sleep with 3.2 s left")
          .contains("Mutex.lock");
      held.close();
    }
  }

  @Test
  void tasksThatWaitForEachOtherAreSeenToDoSo() throws Exception {
    try (var runtime = AsyncRuntime.currentThread()) {
      List<JoinHandle<Void>> handles = new ArrayList<>();
      for (int other : new int[] {1, 0}) {
        handles.add(
            runtime.spawn(() -> {
              await(yieldNow());
              await(handles.get(other));
            }));
      }
      settle(runtime);
      assertThat(handles.getFirst().awaitTree().text())
          .endsWith(handles.getFirst().info() + " (idle) (shown above already)\n");
    }
  }

  @Test
  void aTaskThatRunsIsShownWithItsThreadAndItsFrames() throws Exception {
    var entered = new CountDownLatch(1);
    var leave = new CountDownLatch(1);
    try (var runtime = AsyncRuntime.builder().workerThreads(2).name("busy").build()) {
      runtime
          .task()
          .name("stuck")
          .spawn(cx -> {
            stickHere(entered, leave);
            return Poll.ready(null);
          });
      entered.await();
      TaskDump stuck = named(runtime.dump(), "stuck");
      leave.countDown();
      assertThat(stuck.state()).isEqualTo(TaskDump.State.RUNNING);
      assertThat(stuck.approximate()).isTrue();
      assertThat(stuck.thread()).startsWith("busy-worker-");
      assertThat(stuck.stack())
          .extracting(StackTraceElement::getMethodName)
          .contains("stickHere")
          .doesNotContain("step");
    }
  }

  private static void stickHere(CountDownLatch entered, CountDownLatch leave) {
    entered.countDown();
    boolean interrupted = false;
    while (true) {
      try {
        leave.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void whatAThreadWaitsForAndBlockingCallsAreShown() throws Exception {
    var entered = new CountDownLatch(1);
    var leave = new CountDownLatch(1);
    var asked = new AtomicReference<RuntimeDump>();
    try (var runtime = AsyncRuntime.builder().workerThreads(1).build()) {
      JoinHandle<?> call =
          runtime.spawnBlocking(() -> {
            stickHere(entered, leave);
            return 1;
          });
      entered.await();
      runtime.blockOn(
          async(() -> {
            await(yieldNow());
            asked.set(runtime.dump());
            leave.countDown();
            await(call);
          }));
      TaskDump root = asked.get().tasks().getFirst();
      assertThat(root.title()).isEqualTo("blockOn of thread " + Thread.currentThread().getName());
      TaskDump blocking = asked.get().tasks().get(1);
      assertThat(blocking.id()).isEqualTo(call.id());
      assertThat(blocking.thread()).startsWith("pollen-blocking-");
      assertThat(blocking.stack())
          .extracting(StackTraceElement::getMethodName)
          .contains("stickHere");
    }
  }

  @Test
  void everyThreadInBlockOnIsShownHoweverManyThereAreAndAlsoTwiceOnOneThread() throws Exception {
    int threads = 100;
    try (var runtime = AsyncRuntime.builder().workerThreads(1).build()) {
      var waiting = new CountDownLatch(threads);
      var end = new CancellationToken();
      AsyncAction wait =
          () -> {
            waiting.countDown();
            await(end.cancelled());
          };
      List<Thread> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        boolean twice = i % 2 == 0;
        all.add(
            Thread.startVirtualThread(() -> {
              if (twice) {
                blockOn(runtime, async(() -> blockOn(runtime, async(wait))));
              } else {
                blockOn(runtime, async(wait));
              }
            }));
      }
      waiting.await();
      assertThat(runtime.dump().tasks())
          .hasSize(threads + threads / 2)
          .allMatch(task -> task.title().startsWith("blockOn of thread"));
      end.cancel();
      for (Thread thread : all) {
        thread.join();
      }
      assertThat(runtime.dump().tasks()).isEmpty();
    }
  }

  private static void blockOn(AsyncRuntime runtime, Future<Void> future) {
    try {
      runtime.blockOn(future);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aLimitCountsTheRest() throws Exception {
    try (var runtime = AsyncRuntime.currentThread()) {
      for (int i = 0; i < 100; i++) {
        var unused = runtime.spawn(pending());
      }
      settle(runtime);
      RuntimeDump dump = runtime.dump(10);
      assertThat(dump.tasks()).hasSize(10);
      assertThat(dump.more()).isEqualTo(90);
      assertThat(dump.text())
          .startsWith("runtime \"pollen\": 10 suspended, 90 not shown\n")
          .endsWith("\nand 90 more tasks, not shown\n");
    }
  }

  @Test
  void forProgramsItIsJson() {
    var at = new StackTraceElement("a.B", "m", "B.java", 7);
    var leaf = new AwaitTree("a \"leaf\"\n\u0001", null, List.of(), List.of());
    var local = new AwaitTree.Local("x", "int", null);
    var tree = new AwaitTree("", at, List.of(local), List.of(leaf, leaf));
    var task =
        new TaskDump(
            3,
            null,
            TaskDump.Origin.UNKNOWN,
            TaskDump.State.SUSPENDED,
            false,
            tree,
            null,
            List.of());
    assertThat(new RuntimeDump("r", List.of(task), 0).json())
        .isEqualTo(
            """
            {"runtime":"r","tasks":[{"id":3,"state":"suspended","approximate":false,"awaits":\
            {"at":"a.B.m","file":"B.java","line":7,"locals":[{"name":"x","type":"int"}],"awaits":[\
            {"what":"a \\"leaf\\"\\n\\u0001"},{"what":"a \\"leaf\\"\\n\\u0001"}]}}],"more":0}\
            """);
  }

  @Test
  void aRuntimeIsListedUntilItEnds() {
    String name = "listed " + System.identityHashCode(this);
    var runtime = AsyncRuntime.builder().currentThread().name(name).build();
    assertThat(LiveRuntimes.dump(1)).extracting(RuntimeDump::runtime).contains(name);
    runtime.close();
    assertThat(LiveRuntimes.dump(1)).extracting(RuntimeDump::runtime).doesNotContain(name);
  }

  @Test
  void anyoneMayLookWhileEverythingRuns() throws Exception {
    try (var runtime = AsyncRuntime.builder().workerThreads(3).build()) {
      var stop = new AtomicBoolean();
      var mutex = new Mutex<>(1);
      List<JoinHandle<Void>> tasks = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        tasks.add(
            runtime.spawn(() -> {
              while (!stop.get()) {
                await(locks(mutex, "x"));
                await(timeout(Duration.ofSeconds(10), sleep(Duration.ofMillis(1))));
                await(spawn(yieldNow()));
              }
            }));
      }
      for (int i = 0; i < 200; i++) {
        RuntimeDump dump = runtime.dump(40);
        assertThat(dump.text()).isNotEmpty();
        assertThat(dump.json()).startsWith("{").endsWith("}");
      }
      stop.set(true);
      for (JoinHandle<Void> task : tasks) {
        runtime.blockOn(task);
      }
    }
  }
}
