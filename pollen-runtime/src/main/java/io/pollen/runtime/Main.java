package io.pollen.runtime;

import io.pollen.Future;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.runtime.task.TaskCancelledException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/// A program whose main thread waits for one root task, and that ends cleanly when the JVM is told
/// to.
final class Main {
  /// Cleaning up and dropping together stay under two seconds.
  private static final Duration GRACE = Duration.ofMillis(800);

  private final AsyncRuntime runtime = AsyncRuntime.multiThread();
  private volatile boolean ending;

  private Main() {}

  static <T> T run(Future<T> root) throws Exception {
    AsyncRuntime here = AsyncRuntime.currentOrNull();
    if (here != null) {
      throw new IllegalStateException(
          "run inside of " + here + ": it is for main; use await(...) or spawn(...) here");
    }
    return new Main().start(root);
  }

  private <T> T start(Future<T> root) throws Exception {
    JoinHandle<T> task = runtime.task().name("main").spawn(root);
    Thread hook = new Thread(() -> end(task), runtime.name() + "-end");
    Runtime.getRuntime().addShutdownHook(hook);
    try (runtime) {
      return runtime.blockOn(task);
    } catch (TaskCancelledException e) {
      if (ending) {
        new CountDownLatch(1).await(); // the JVM ends when the hook has returned
      }
      throw e;
    } catch (Throwable failure) {
      Uncaught.prepareFor(failure);
      throw failure;
    } finally {
      if (!ending) {
        forget(hook);
      }
    }
  }

  /// On the thread of the JVM's shutdown hook.
  private void end(JoinHandle<?> root) {
    ending = true;
    root.abort();
    runtime.shutdown(GRACE);
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending just now, and the hook runs: it finds a closed runtime.
    }
  }
}
