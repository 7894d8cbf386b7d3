package io.pollen.runtime;

import static io.pollen.Async.async;
import static io.pollen.Async.await;

import io.pollen.Future;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.runtime.task.TaskCancelledException;
import io.pollen.time.Time;
import io.pollen.woven.NestingError;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/// What [DepthIT] runs: the first blocks of a cold JVM are nested as deep as is promised.
final class DeepProgram {
  private static final int DEPTH = 40_000;
  private static final int TOO_DEEP = 10_000_000;

  static final String EXPECTED =
      """
      polled and resumed: 40000
      aborted: 40001 finally blocks
      timed out: 40001 finally blocks
      too deep: told so
      others went on: true
      dropped at the end: 40001 finally blocks
      """;

  private static final AtomicInteger CLEANED = new AtomicInteger();

  private DeepProgram() {}

  public static void main(String[] args) throws Exception {
    AsyncRuntime runtime =
        AsyncRuntime.builder()
            .workerThreads(2)
            .daemon(true)
            .onTaskFailure((task, failure) -> {})
            .build();
    System.out.println("polled and resumed: " + runtime.blockOn(runtime.spawn(nested(DEPTH))));
    System.out.println("aborted: " + abort(runtime) + " finally blocks");
    System.out.println("timed out: " + timeout(runtime) + " finally blocks");
    goOn(runtime);
    System.out.println("dropped at the end: " + close(runtime) + " finally blocks");
  }

  private static Future<Integer> nested(int depth) {
    return async(() -> {
      if (depth > 0) {
        return 1 + await(nested(depth - 1));
      }
      await(Pollen.yieldNow());
      await(Time.sleep(Duration.ofMillis(1)));
      return 0;
    });
  }

  private static Future<Void> sleeping(int depth, CountDownLatch reached) {
    return async(() -> {
      try {
        if (depth > 0) {
          await(sleeping(depth - 1, reached));
        } else {
          reached.countDown();
          await(Time.sleep(Duration.ofHours(1)));
        }
      } finally {
        CLEANED.incrementAndGet();
      }
    });
  }

  private static int abort(AsyncRuntime runtime) throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    JoinHandle<Void> task = runtime.spawn(sleeping(DEPTH, reached));
    reached.await();
    task.abort();
    try {
      runtime.blockOn(task);
      throw new AssertionError("not aborted");
    } catch (TaskCancelledException e) {
      return CLEANED.getAndSet(0);
    }
  }

  private static int timeout(AsyncRuntime runtime) throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    Future<Void> limited = Time.timeout(Duration.ofMillis(10), sleeping(DEPTH, reached));
    try {
      runtime.blockOn(runtime.spawn(limited));
      throw new AssertionError("not timed out");
    } catch (TimeoutException e) {
      return CLEANED.getAndSet(0);
    }
  }

  /// A chain that is too deep fails while other tasks of the same workers make their way.
  private static void goOn(AsyncRuntime runtime) throws Exception {
    JoinHandle<Integer> other = runtime.spawn(nested(100));
    JoinHandle<Integer> tooDeep = runtime.spawn(nested(TOO_DEEP));
    try {
      runtime.blockOn(tooDeep);
    } catch (NestingError e) {
      boolean told = e.getMessage().contains("nested too deep") && e.levels() >= DEPTH;
      System.out.println("too deep: " + (told ? "told so" : e.getMessage()));
    }
    boolean wentOn =
        runtime.blockOn(other) == 100 && runtime.blockOn(runtime.spawn(nested(DEPTH))) == DEPTH;
    System.out.println("others went on: " + wentOn);
  }

  private static int close(AsyncRuntime runtime) throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    runtime.spawn(sleeping(DEPTH, reached)).drop();
    reached.await();
    if (!runtime.shutdown(Duration.ofSeconds(30))) {
      throw new AssertionError("not shut down");
    }
    return CLEANED.get();
  }
}
