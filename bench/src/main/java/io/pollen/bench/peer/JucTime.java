package io.pollen.bench.peer;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.pollen.bench.micro.Body;
import io.pollen.bench.micro.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/// The timer shapes with what the JDK has: on virtual threads `CompletableFuture.orTimeout`, on a
/// pool the pool's own `schedule`. Both arm a timer and cancel it; a sleep that is made and never
/// started does not exist there.
public final class JucTime {
  private JucTime() {}

  /// The body for `shape`, or null.
  public static @Nullable Body open(Shape shape, boolean virtual) {
    return virtual ? onVirtualThreads(shape) : onPool(shape);
  }

  private static @Nullable Body onVirtualThreads(Shape shape) {
    int share = shape.size() / shape.workers();
    ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor();
    Body body =
        switch (shape.name()) {
          case "time.timeout_ready.single",
              "time.timeout_ready.multi8",
              "time.sleep_cancel.single",
              "time.sleep_cancel.multi" ->
              () -> inTasks(tasks, shape.workers(), () -> orTimeout(share));
          default -> null;
        };
    return body == null ? null : body.closing(tasks::shutdownNow);
  }

  private static @Nullable Body onPool(Shape shape) {
    int share = shape.size() / shape.workers();
    ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(shape.workers());
    pool.setRemoveOnCancelPolicy(true);
    Body body =
        switch (shape.name()) {
          case "time.timeout_ready.single",
              "time.timeout_ready.multi8",
              "time.sleep_cancel.single",
              "time.sleep_cancel.multi" ->
              () -> inTasks(pool, shape.workers(), () -> scheduleAndCancel(pool, share));
          case "time.sleep_reset_later.single" ->
              () -> inTasks(pool, 1, () -> reschedule(pool, share, 1));
          case "time.sleep_reset_earlier.single" ->
              () -> inTasks(pool, 1, () -> reschedule(pool, share, -1));
          default -> null;
        };
    return body == null ? null : body.closing(pool::shutdownNow);
  }

  private static void inTasks(ExecutorService tasks, int count, Runnable work) throws Exception {
    List<Future<?>> handles = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      handles.add(tasks.submit(work));
    }
    for (Future<?> handle : handles) {
      handle.get();
    }
  }

  private static void orTimeout(int count) {
    for (int i = 0; i < count; i++) {
      CompletableFuture<Integer> value = new CompletableFuture<Integer>().orTimeout(1, SECONDS);
      value.complete(1);
      value.join();
    }
  }

  private static void scheduleAndCancel(ScheduledThreadPoolExecutor pool, int count) {
    for (int i = 0; i < count; i++) {
      pool.schedule(() -> {}, 1, SECONDS).cancel(false);
    }
  }

  private static void reschedule(ScheduledThreadPoolExecutor pool, int count, int direction) {
    ScheduledFuture<?> timer = pool.schedule(() -> {}, 60_000, MILLISECONDS);
    for (int i = 0; i < count; i++) {
      timer.cancel(false);
      timer = pool.schedule(() -> {}, 60_000 + direction * (i % 1000), MILLISECONDS);
    }
    timer.cancel(false);
  }
}
