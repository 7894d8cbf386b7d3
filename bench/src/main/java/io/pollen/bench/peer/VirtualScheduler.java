package io.pollen.bench.peer;

import io.pollen.bench.micro.Body;
import io.pollen.bench.micro.Shape;
import io.pollen.bench.micro.Shapes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The scheduler shapes on virtual threads. Their carrier threads are set by the child's flags to
/// the shape's workers, so multi and current differ in nothing else. The busy shape is missing: a
/// carrier that always finds a yielding thread in its own queue never looks at threads that were
/// started from outside, so it would not end.
public final class VirtualScheduler {
  private VirtualScheduler() {}

  /// The body for `shape`, or null.
  public static @Nullable Body open(Shape shape) {
    int size = shape.size();
    return switch (shape.name()) {
      case "multi.spawn_many_local" -> () -> spawnLocal(size);
      case "multi.spawn_many_remote_idle",
          "current.spawn_many_remote_idle",
          "current.spawn_many_local" ->
          () -> spawnAndJoin(size);
      case "multi.ping_pong", "current.ping_pong" -> () -> pingPong(size);
      case "multi.yield_many", "current.yield_many" -> () -> yieldMany(size);
      case "multi.chained_spawn", "current.chained_spawn" -> () -> chained(size);
      default -> null;
    };
  }

  private static void spawnLocal(int size) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    AtomicInteger left = new AtomicInteger(size);
    for (int i = 0; i < size; i++) {
      Thread.startVirtualThread(() -> {
        if (left.decrementAndGet() == 0) {
          done.countDown();
        }
      });
    }
    done.await();
  }

  private static void spawnAndJoin(int size) throws InterruptedException {
    List<Thread> threads = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      threads.add(Thread.startVirtualThread(() -> {}));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void pingPong(int size) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(size);
    Thread.startVirtualThread(() -> {
      for (int i = 0; i < size; i++) {
        Thread.startVirtualThread(() -> {
          ping();
          done.countDown();
        });
      }
    });
    done.await();
  }

  private static void ping() {
    CompletableFuture<Boolean> ask = new CompletableFuture<>();
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    Thread.startVirtualThread(() -> {
      ask.join();
      answer.complete(true);
    });
    ask.complete(true);
    answer.join();
  }

  private static void yieldMany(int size) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(Shapes.YIELD_TASKS);
    for (int i = 0; i < Shapes.YIELD_TASKS; i++) {
      Thread.startVirtualThread(() -> {
        for (int n = 0; n < size; n++) {
          Thread.yield();
        }
        done.countDown();
      });
    }
    done.await();
  }

  private static void chained(int size) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    Thread.startVirtualThread(() -> chain(done, size));
    done.await();
  }

  private static void chain(CountDownLatch done, int left) {
    if (left == 0) {
      done.countDown();
    } else {
      Thread.startVirtualThread(() -> chain(done, left - 1));
    }
  }
}
