package io.pollen.runtime;

import static io.pollen.runtime.Pollen.async;
import static io.pollen.runtime.Pollen.await;
import static io.pollen.runtime.Pollen.pending;
import static io.pollen.runtime.Pollen.sleep;
import static io.pollen.runtime.Pollen.spawn;
import static io.pollen.runtime.Pollen.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Future;
import io.pollen.TaskLocal;
import io.pollen.group.JoinSet;
import io.pollen.group.TaskTracker;
import io.pollen.runtime.observe.RuntimeDump;
import io.pollen.runtime.observe.TaskDump;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.runtime.task.TaskAttribute;
import io.pollen.runtime.task.TaskCancelledException;
import io.pollen.runtime.task.TaskInfo;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Where a task comes from.
@Timeout(30)
class SpawnSiteTest {
  private static final TaskAttribute<Integer> REQUEST = TaskAttribute.named("request");
  private static final TaskAttribute<Object> BROKEN = TaskAttribute.named("broken");

  private static int line() {
    return StackWalker.getInstance()
        .walk(frames -> frames.skip(1).findFirst().orElseThrow().getLineNumber());
  }

  private static int firstLine;

  private static Future<Void> waits() {
    return async(() -> {
      firstLine = line();
      await(pending());
    });
  }

  private static Future<Void> fails() {
    return async(() -> {
      firstLine = line();
      await(yieldNow());
      throw new IllegalStateException("on purpose");
    });
  }

  private static void assertIsBlock(StackTraceElement block, String method) {
    assertThat(block.getClassName()).isEqualTo(SpawnSiteTest.class.getName());
    assertThat(block.getMethodName()).isEqualTo(method);
    assertThat(block.getLineNumber()).isEqualTo(firstLine);
  }

  private static void assertIsHere(StackTraceElement site, int line) {
    assertThat(site.getClassName()).isEqualTo(SpawnSiteTest.class.getName());
    assertThat(site.getLineNumber()).isEqualTo(line);
  }

  @Test
  void aTaskKnowsTheBlockThatItRunsWhateverIsAroundIt() throws Exception {
    TaskLocal<String> key = TaskLocal.named("key");
    try (var runtime = AsyncRuntime.currentThread()) {
      runtime.blockOn(() -> {
        List<JoinHandle<Void>> tasks =
            List.of(
                spawn(waits()),
                spawn(TaskLocal.where(key, "x", waits())),
                spawn(Pollen.timeout(Duration.ofHours(1), waits())),
                new TaskTracker().spawn(waits()),
                runtime.limited(1).spawn(waits()));
        await(yieldNow());
        for (var task : tasks) {
          assertIsBlock(task.info().block(), "waits");
          assertThat(task.info().spawnedAt()).isNull();
          assertThat(task).asString().endsWith(" [SpawnSiteTest.java:" + firstLine + "] (idle)");
          task.abort();
        }
      });
    }
  }

  @Test
  void aTaskThatRunsNoBlockHasNone() throws Exception {
    try (var runtime = AsyncRuntime.currentThread()) {
      JoinHandle<Void> task = runtime.spawn(sleep(Duration.ofHours(1)));
      assertThat(task.info().block()).isNull();
      assertThat(task.info()).asString().isEqualTo("task " + task.id());
    }
  }

  @Test
  void anAbortedTaskIsToldByItsBlockAlsoWhenNobodyHadAskedBefore() throws Exception {
    try (var runtime = AsyncRuntime.currentThread()) {
      assertThatThrownBy(() ->
              runtime.blockOn(() -> {
                var task = spawn(waits());
                await(yieldNow());
                task.abort();
                await(task);
              }))
          .isInstanceOf(TaskCancelledException.class)
          .hasMessageEndingWith(" [SpawnSiteTest.java:" + firstLine + "] was aborted");
    }
  }

  @Test
  void aFailureThatNobodyAwaitsIsToldWithItsPlaces() throws Exception {
    BlockingQueue<TaskInfo> failed = new ArrayBlockingQueue<>(1);
    try (var runtime =
        AsyncRuntime.builder()
            .workerThreads(1)
            .spawnSites(true)
            .onTaskFailure((task, failure) -> failed.add(task))
            .build()) {
      int here = line() + 1;
      runtime.task().name("loser").attribute(REQUEST, 17).spawn(fails()).drop();
      TaskInfo task = failed.take();
      assertIsBlock(task.block(), "fails");
      assertIsHere(task.spawnedAt(), here);
      assertThat(task.attribute(REQUEST)).contains(17);
      assertThat(task.attribute(BROKEN)).isEmpty();
      assertThat(task)
          .asString()
          .isEqualTo("task " + task.id() + " \"loser\" [SpawnSiteTest.java:" + here + "]");
    }
  }

  @Test
  void theLineThatSpawnsIsRememberedWhereverItStands() throws Exception {
    try (var runtime = AsyncRuntime.builder().workerThreads(1).spawnSites(true).build()) {
      int[] lines = new int[6];
      List<TaskInfo> tasks =
          runtime.blockOn(
              async(() -> {
                lines[0] = line() + 1;
                var plain = spawn(sleep(Duration.ZERO));
                await(yieldNow());
                lines[1] = line() + 1;
                var afterAnAwait = Pollen.task().spawn(sleep(Duration.ZERO));
                lines[2] = line() + 1;
                var many = Pollen.spawnAll(List.of(sleep(Duration.ZERO), sleep(Duration.ZERO)));
                lines[3] = line() + 1;
                var blocking = Pollen.spawnBlocking(() -> 1);
                var spawner = AsyncRuntime.current().limited(1);
                lines[4] = line() + 1;
                var limited = spawner.spawn(sleep(Duration.ZERO));
                lines[5] = line() + 1;
                var computed = Pollen.compute(() -> 1);
                return List.of(
                    plain.info(),
                    afterAnAwait.info(),
                    many.get(1).info(),
                    blocking.info(),
                    limited.info(),
                    computed.info());
              }));
      for (int i = 0; i < lines.length; i++) {
        assertIsHere(tasks.get(i).spawnedAt(), lines[i]);
      }
      assertThat(tasks.getFirst().spawnedAt().getMethodName())
          .isEqualTo("theLineThatSpawnsIsRememberedWhereverItStands");
    }
  }

  @Test
  void theLineOfASetIsTheOneThatFilledIt() throws Exception {
    try (var runtime = AsyncRuntime.builder().currentThread().spawnSites(true).build()) {
      var found = new AtomicReference<TaskInfo>();
      int[] here = {0};
      runtime.blockOn(() -> {
        try (var set = new JoinSet<Void>(runtime)) {
          here[0] = line() + 1;
          var handle = set.spawn(waits());
          found.set(((JoinHandle<?>) handle).info());
        }
      });
      assertIsHere(found.get().spawnedAt(), here[0]);
    }
  }

  @Test
  void aDumpTellsWhereATaskComesFrom() throws Exception {
    try (var runtime = AsyncRuntime.builder().currentThread().spawnSites(true).build()) {
      var unprintable =
          new Object() {
            @Override
            public String toString() {
              throw new IllegalStateException("no text");
            }
          };
      var described = runtime.task().attribute(REQUEST, 17).attribute(BROKEN, unprintable);
      int here = line() + 1;
      var task = described.spawn(waits());
      runtime.blockOn(
          async(() -> {
            while (runtime.dump().tasks().stream()
                .anyMatch(shown -> shown.state() == TaskDump.State.QUEUED)) {
              await(yieldNow());
            }
          }));

      RuntimeDump dump = runtime.dump();

      TaskDump.Origin origin = dump.tasks().getFirst().origin();
      assertIsBlock(origin.block(), "waits");
      assertIsHere(origin.spawnedAt(), here);
      assertThat(origin.attributes()).containsEntry("request", "17");
      assertThat(dump.text())
          .contains(
              "task "
                  + task.id()
                  + ", suspended\n    spawned at "
                  + origin.spawnedAt()
                  + "\n    request = 17\n"
                  + "    broken = (unreadable: java.lang.IllegalStateException: no text)\n"
                  + "    SpawnSiteTest.waits (SpawnSiteTest.java:");
      assertThat(dump.json())
          .contains(
              "\"block\":{\"at\":\"io.pollen.runtime.SpawnSiteTest.waits\","
                  + "\"file\":\"SpawnSiteTest.java\",\"line\":"
                  + firstLine
                  + "},\"spawned\":{\"at\":\"io.pollen.runtime.SpawnSiteTest.aDumpTells")
          .contains("\"attributes\":{\"request\":\"17\",\"broken\":\"(unreadable: ");
      assertThat(task.info().label().attributes())
          .isEqualTo(Map.of(REQUEST, 17, BROKEN, unprintable));
    }
  }
}
