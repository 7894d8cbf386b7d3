package io.pollen.bench.peer;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.pollen.bench.micro.Body;
import io.pollen.bench.micro.Shape;
import io.pollen.bench.micro.Shapes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The scheduler shapes on an executor, written with callbacks: a task never blocks, a yield
/// submits the rest of the task again.
public final class PoolScheduler {
  private PoolScheduler() {}

  /// The body for `shape` on a fixed pool of platform threads, or null.
  public static @Nullable Body fixed(Shape shape) {
    return open(shape, Executors.newFixedThreadPool(shape.workers()));
  }

  /// The body for `shape` on a work-stealing pool in its mode for event-style tasks, or null. Tasks
  /// from outside starve there behind such as submit themselves again.
  public static @Nullable Body forkJoin(Shape shape) {
    if (shape.name().equals("multi.spawn_many_remote_busy1")) {
      return null;
    }
    var factory = ForkJoinPool.defaultForkJoinWorkerThreadFactory;
    return open(shape, new ForkJoinPool(shape.workers(), factory, null, true));
  }

  /// The body for `shape` on an event loop of Netty, which is one thread, or null.
  public static @Nullable Body netty(Shape shape) {
    return shape.workers() == 1
        ? open(shape, new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()))
        : null;
  }

  private static @Nullable Body open(Shape shape, ExecutorService pool) {
    int size = shape.size();
    Body body =
        switch (shape.name()) {
          case "multi.spawn_many_local" -> () -> spawnLocal(pool, size);
          case "multi.spawn_many_remote_idle",
              "current.spawn_many_remote_idle",
              "current.spawn_many_local" ->
              () -> spawnAndJoin(pool, size);
          case "multi.spawn_many_remote_busy1" -> busy(pool, shape);
          case "multi.ping_pong", "current.ping_pong" -> () -> pingPong(pool, size);
          case "multi.yield_many", "current.yield_many" -> () -> yieldMany(pool, size);
          case "multi.chained_spawn", "current.chained_spawn" -> () -> chained(pool, size);
          default -> null;
        };
    return body == null ? null : body.closing(pool::shutdownNow);
  }

  private static void spawnLocal(ExecutorService pool, int size) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    AtomicInteger left = new AtomicInteger(size);
    for (int i = 0; i < size; i++) {
      pool.execute(() -> {
        if (left.decrementAndGet() == 0) {
          done.countDown();
        }
      });
    }
    done.await();
  }

  private static void spawnAndJoin(ExecutorService pool, int size) throws Exception {
    List<Future<?>> handles = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      handles.add(pool.submit(() -> {}));
    }
    for (Future<?> handle : handles) {
      handle.get();
    }
  }

  private static Body busy(ExecutorService pool, Shape shape) {
    for (int i = 0; i < 2 * shape.workers(); i++) {
      pool.execute(() -> stallAgain(pool));
    }
    return () -> spawnAndJoin(pool, shape.size());
  }

  private static void stallAgain(ExecutorService pool) {
    Busy.stall();
    try {
      pool.execute(() -> stallAgain(pool));
    } catch (RejectedExecutionException closed) {
      return; // the benchmark is over
    }
  }

  private static void pingPong(ExecutorService pool, int size) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(size);
    pool.execute(() -> {
      for (int i = 0; i < size; i++) {
        pool.execute(() -> ping(pool, done));
      }
    });
    done.await();
  }

  private static void ping(ExecutorService pool, CountDownLatch done) {
    CompletableFuture<Boolean> ask = new CompletableFuture<>();
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    pool.execute(() -> ask.thenAcceptAsync(answer::complete, pool));
    answer.thenAcceptAsync(seen -> done.countDown(), pool);
    ask.complete(true);
  }

  private static void yieldMany(ExecutorService pool, int size) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(Shapes.YIELD_TASKS);
    for (int i = 0; i < Shapes.YIELD_TASKS; i++) {
      pool.execute(
          new Runnable() {
            private int left = size;

            @Override
            public void run() {
              if (left-- == 0) {
                done.countDown();
              } else {
                pool.execute(this);
              }
            }
          });
    }
    done.await();
  }

  private static void chained(ExecutorService pool, int size) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    pool.execute(() -> chain(pool, done, size));
    done.await();
  }

  private static void chain(ExecutorService pool, CountDownLatch done, int left) {
    if (left == 0) {
      done.countDown();
    } else {
      pool.execute(() -> chain(pool, done, left - 1));
    }
  }
}
