package io.pollen.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Async;
import io.pollen.Context;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.runtime.task.TaskCancelledException;
import io.pollen.sync.Oneshot;
import io.pollen.sync.Semaphore;
import io.pollen.woven.RawFuture;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Local runtimes and pools of them: tasks that never meet another thread.
@Timeout(30)
class LocalTest {

  /// Waits for ever; notes who polls and drops it.
  private static final class Confined extends RawFuture<Void> {
    private final List<Thread> seen;

    Confined(List<Thread> seen) {
      this.seen = seen;
      seen.add(Thread.currentThread());
    }

    @Override
    public Object pollRaw(Context cx) {
      seen.add(Thread.currentThread());
      return PENDING;
    }

    @Override
    public void drop() {
      seen.add(Thread.currentThread());
    }
  }

  private static Throwable thrownElsewhere(Runnable body) throws InterruptedException {
    FutureTask<Void> task = new FutureTask<>(body, null);
    Thread.ofPlatform().name("elsewhere").start(task);
    try {
      task.get();
      throw new AssertionError("it was not refused");
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }

  @Test
  void aLocalRuntimeServesItsOwnThread() throws Exception {
    try (var runtime = AsyncRuntime.local()) {
      JoinHandle<Integer> handle = runtime.spawn(Futures.yields(3));
      assertThat(runtime.blockOn(handle)).isEqualTo(3);
      Oneshot.Channel<String> channel = Oneshot.channel();
      runtime.spawnBlocking(() -> {
        channel.sender().send("woken by another thread");
        return null;
      });
      assertThat(runtime.blockOn(runtime.spawn(channel.receiver())))
          .isEqualTo("woken by another thread");
    }
  }

  @Test
  void otherThreadsAreRefusedAndToldWhatToDo() throws Exception {
    try (var runtime = AsyncRuntime.builder().local().name("mine").build()) {
      for (Runnable act :
          List.<Runnable>of(
              () -> runtime.spawn(Futures.yields(1)),
              () -> runtime.task().name("named").spawn(Futures.yields(1)),
              () -> runtime.spawnAll(List.of(Futures.yields(1))),
              runtime::close,
              () -> runtime.shutdown(Duration.ZERO))) {
        assertThat(thrownElsewhere(act))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("of local runtime \"mine\" on thread \"elsewhere\"")
            .hasMessageContaining("use a LocalPool");
      }
      assertThat(runtime.blockOn(Futures.yields(1))).as("nothing has happened to it").isEqualTo(1);
      assertThatThrownBy(() ->
              runtime.blockOn(runtime.spawnBlocking(() -> runtime.blockOn(Futures.yields(1)))))
          .hasMessageContaining("blockOn of local runtime");
    }
  }

  @Test
  void aCloseInsideBeginsTheEndAndTheOwnThreadEndsIt() throws Exception {
    List<Thread> seen = new ArrayList<>();
    var runtime = AsyncRuntime.local();
    runtime.spawn(new Confined(seen));
    JoinHandle<Void> closes =
        runtime.spawn(() -> {
          runtime.close();
        });
    assertThatThrownBy(() -> runtime.blockOn(closes)).isInstanceOf(TaskCancelledException.class);
    runtime.close();
    assertThat(seen).hasSizeGreaterThanOrEqualTo(2).containsOnly(Thread.currentThread());
  }

  @Test
  void aPoolsTaskIsMadePolledAndDroppedOnItsThread() throws Exception {
    List<Thread> first = new ArrayList<>(); // of one thread: read after its end
    List<Thread> second = new ArrayList<>();
    try (var pool = AsyncRuntime.builder().name("confined").localPool(2)) {
      pool.spawnOn(0, () -> new Confined(first));
      JoinHandle<Void> aborted = pool.spawnOn(1, () -> new Confined(second));
      assertThat(pool.load(1)).isEqualTo(1);
      aborted.abort();
      assertThatThrownBy(() -> Pollen.run(() -> Async.await(aborted)))
          .isInstanceOf(TaskCancelledException.class);
      assertThat(pool.load(1)).isZero();
    }
    assertThat(first).hasSizeGreaterThanOrEqualTo(2);
    assertThat(first.stream().map(Thread::getName).distinct()).containsExactly("confined-local-0");
    assertThat(second.stream().map(Thread::getName).distinct())
        .isSubsetOf(List.of("confined-local-1"));
  }

  @Test
  void tasksGoToTheThreadWithTheFewest() throws Exception {
    try (var pool = AsyncRuntime.builder().localPool(3);
        var waiting = AsyncRuntime.currentThread()) {
      List<JoinHandle<String>> names = new ArrayList<>();
      Semaphore release = new Semaphore(0);
      pool.spawnOn(1, Futures.Stuck::new);
      for (int i = 0; i < 5; i++) {
        names.add(
            pool.spawn(() -> release.acquire().map(permit -> Thread.currentThread().getName())));
      }
      assertThat(List.of(pool.load(0), pool.load(1), pool.load(2))).containsOnly(2L);
      release.addPermits(5);
      assertThat(waiting.blockOn(Futures.all(names)))
          .containsExactly(
              "pollen-local-0",
              "pollen-local-2",
              "pollen-local-0",
              "pollen-local-1",
              "pollen-local-2");
    }
  }

  @Test
  void eachThreadHasItsTaskAndWhatThatSpawnsStaysThere() throws Exception {
    try (var pool = AsyncRuntime.builder().localPool(3);
        var waiting = AsyncRuntime.currentThread()) {
      List<JoinHandle<String>> handles =
          pool.spawnOnEach(index ->
              Async.flatten(
                  Async.<JoinHandle<String>>lazy(() ->
                      Pollen.spawn(
                          Futures.yields(3)
                              .map(n -> index + " " + Thread.currentThread().getName())))));
      assertThat(waiting.blockOn(Futures.all(handles)))
          .containsExactly("0 pollen-local-0", "1 pollen-local-1", "2 pollen-local-2");
    }
  }

  @Test
  void whatTheSupplierThrowsIsTheTasksFailure() {
    try (var pool = AsyncRuntime.builder().localPool(1);
        var waiting = AsyncRuntime.currentThread()) {
      JoinHandle<Void> fails =
          pool.spawn(() -> {
            throw new IllegalArgumentException("not made");
          });
      assertThatThrownBy(() -> waiting.blockOn(fails)).hasMessage("not made");
      JoinHandle<Void> failsLater = pool.spawn(() -> Async.failed(new IOException("later")));
      assertThatThrownBy(() -> waiting.blockOn(failsLater)).hasMessage("later");
    }
  }

  @Test
  void aClosedPoolMakesNoFuture() throws Exception {
    var pool = AsyncRuntime.builder().localPool(2);
    pool.spawnOn(
        0,
        () ->
            Async.lazy(() -> {
              pool.close(); // on one of its threads: does not wait for itself
              return null;
            }));
    pool.close();
    JoinHandle<Void> late =
        pool.spawn(() -> {
          throw new AssertionError("made");
        });
    assertThat(late.isFinished()).isTrue();
    pool.close();
  }
}
