package io.pollen.bench.peer;

import io.pollen.bench.micro.Body;
import io.pollen.bench.micro.Shape;
import io.pollen.bench.micro.Shapes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import kotlin.coroutines.Continuation;
import kotlinx.coroutines.CompletableDeferred;
import kotlinx.coroutines.CompletableDeferredKt;
import kotlinx.coroutines.CoroutineScope;
import kotlinx.coroutines.GlobalScope;
import kotlinx.coroutines.Job;
import kotlinx.coroutines.YieldKt;
import org.jspecify.annotations.Nullable;

/// The scheduler shapes on Kotlin coroutines: multi on Dispatchers.Default, current in
/// runBlocking's event loop. Remote spawns of current go to a Dispatchers.Default of one thread.
/// The busy shape is missing: on Dispatchers.Default the yielding coroutines starve the spawned
/// ones for minutes.
public final class KotlinScheduler {
  private KotlinScheduler() {}

  /// The body for `shape`, or null.
  public static @Nullable Body open(Shape shape) {
    int size = shape.size();
    Machine nothing = new Machine.Plain(null, () -> {});
    return switch (shape.name()) {
      case "multi.spawn_many_local" -> () -> spawnLocal(size);
      case "multi.spawn_many_remote_idle", "current.spawn_many_remote_idle" ->
          () -> spawnAndJoin(size, nothing);
      case "multi.ping_pong" -> () -> pingPong(size);
      case "multi.yield_many" -> () -> yieldMany(size);
      case "multi.chained_spawn" -> () -> chained(size);
      case "current.spawn_many_local" ->
          () -> Machine.runBlocking(new Machine.LaunchAll(size, nothing));
      case "current.ping_pong" ->
          () -> Machine.runBlocking(new Machine.LaunchAll(size, new Ping(() -> {})));
      case "current.yield_many" ->
          () ->
              Machine.runBlocking(
                  new Machine.LaunchAll(Shapes.YIELD_TASKS, new Yields(size, () -> {})));
      case "current.chained_spawn" -> () -> Machine.runBlocking(new ChainInScope(null, null, size));
      default -> null;
    };
  }

  private static void spawnLocal(int size) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    AtomicInteger left = new AtomicInteger(size);
    for (int i = 0; i < size; i++) {
      Machine.launch(
          new Machine.Plain(
              null,
              () -> {
                if (left.decrementAndGet() == 0) {
                  done.countDown();
                }
              }));
    }
    done.await();
  }

  private static void spawnAndJoin(int size, Machine body) throws InterruptedException {
    List<Job> jobs = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      jobs.add(Machine.launch(body));
    }
    Machine.runBlocking(new Machine.JoinAll(null, jobs));
  }

  private static void pingPong(int size) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(size);
    Machine ping = new Ping(done::countDown);
    Machine.launch(
        new Machine.Plain(
            null,
            () -> {
              for (int i = 0; i < size; i++) {
                Machine.launch(ping);
              }
            }));
    done.await();
  }

  private static void yieldMany(int size) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(Shapes.YIELD_TASKS);
    Machine yields = new Yields(size, done::countDown);
    for (int i = 0; i < Shapes.YIELD_TASKS; i++) {
      Machine.launch(yields);
    }
    done.await();
  }

  private static void chained(int size) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    Machine.launch(new Machine.Plain(null, () -> chain(done, size)));
    done.await();
  }

  private static void chain(CountDownLatch done, int left) {
    if (left == 0) {
      done.countDown();
    } else {
      Machine.launch(new Machine.Plain(null, () -> chain(done, left - 1)));
    }
  }

  /// `{ repeat(count) { yield() }; end() }`.
  private static final class Yields extends Machine {
    private final int count;
    private final Runnable end;

    Yields(int count, Runnable end) {
      this(null, count, end);
    }

    private Yields(@Nullable Continuation<?> completion, int count, Runnable end) {
      super(completion);
      this.count = count;
      this.end = end;
    }

    @Override
    Machine fresh(CoroutineScope scope, Continuation<?> completion) {
      return new Yields(completion, count, end);
    }

    @Override
    Object go(Object value) {
      while (at++ < count) {
        if (YieldKt.yield(this) == SUSPENDED) {
          return SUSPENDED;
        }
      }
      end.run();
      return DONE;
    }
  }

  /// `{ launch { ask.await(); answer.complete(true) }; ask.complete(true); answer.await(); end()
  /// }`.
  private static final class Ping extends Machine {
    private final @Nullable CoroutineScope scope;
    private final Runnable end;

    Ping(Runnable end) {
      this(null, null, end);
    }

    private Ping(
        @Nullable CoroutineScope scope, @Nullable Continuation<?> completion, Runnable end) {
      super(completion);
      this.scope = scope;
      this.end = end;
    }

    @Override
    Machine fresh(CoroutineScope scope, Continuation<?> completion) {
      return new Ping(scope, completion, end);
    }

    @Override
    Object go(Object value) {
      if (at == 0) {
        at = 1;
        CompletableDeferred<Boolean> ask = CompletableDeferredKt.CompletableDeferred((Job) null);
        CompletableDeferred<Boolean> answer = CompletableDeferredKt.CompletableDeferred((Job) null);
        Machine.launch(
            scope == null ? GlobalScope.INSTANCE : scope, new Partner(null, ask, answer));
        ask.complete(true);
        if (answer.await(this) == SUSPENDED) {
          return SUSPENDED;
        }
      }
      end.run();
      return DONE;
    }
  }

  private static final class Partner extends Machine {
    private final CompletableDeferred<Boolean> ask;
    private final CompletableDeferred<Boolean> answer;

    Partner(
        @Nullable Continuation<?> completion,
        CompletableDeferred<Boolean> ask,
        CompletableDeferred<Boolean> answer) {
      super(completion);
      this.ask = ask;
      this.answer = answer;
    }

    @Override
    Machine fresh(CoroutineScope scope, Continuation<?> completion) {
      return new Partner(completion, ask, answer);
    }

    @Override
    Object go(Object value) {
      if (at == 0) {
        at = 1;
        if (ask.await(this) == SUSPENDED) {
          return SUSPENDED;
        }
      }
      answer.complete(true);
      return DONE;
    }
  }

  /// `fun CoroutineScope.chain(left) { if (left > 0) launch { chain(left - 1) } }`; runBlocking
  /// waits for its scope.
  private static final class ChainInScope extends Machine {
    private final @Nullable CoroutineScope scope;
    private final int left;

    ChainInScope(@Nullable CoroutineScope scope, @Nullable Continuation<?> completion, int left) {
      super(completion);
      this.scope = scope;
      this.left = left;
    }

    @Override
    Machine fresh(CoroutineScope scope, Continuation<?> completion) {
      return new ChainInScope(this.scope == null ? scope : this.scope, completion, left);
    }

    @Override
    Object go(Object value) {
      if (left > 0 && scope != null) {
        Machine.launch(scope, new ChainInScope(scope, null, left - 1));
      }
      return DONE;
    }
  }
}
