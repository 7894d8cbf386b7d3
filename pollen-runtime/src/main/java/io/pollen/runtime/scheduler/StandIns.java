package io.pollen.runtime.scheduler;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Threads that step workers while the workers' own threads are in blocking calls, and those of
/// surplus workers. Made when needed, kept for a while.
final class StandIns {
  private static final int MOST = 512;
  private static final int KEEP_SECONDS = 10;

  private final ThreadPoolExecutor threads;

  /// @param live runs what a thread does in its life
  StandIns(Config config, Consumer<Runnable> live) {
    AtomicInteger count = new AtomicInteger();
    threads =
        new ThreadPoolExecutor(
            0,
            MOST,
            KEEP_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            body -> {
              String name = config.name() + "-stand-in-" + count.getAndIncrement();
              Carrier thread = new Carrier(() -> live.accept(body), name, config.stackSize());
              thread.setDaemon(config.daemon());
              return thread;
            });
  }

  /// Runs `steering` on another thread, as soon as it comes to it.
  ///
  /// @return false when no thread could be had: siblings take over what waits in the worker, as
  ///   from behind any long poll
  boolean send(Runnable steering) {
    try {
      threads.execute(steering);
      return true;
    } catch (RejectedExecutionException | OutOfMemoryError noThread) {
      return false; // OutOfMemoryError: the system refuses a thread
    }
  }

  /// No worker has anything left.
  void close() {
    threads.shutdown();
  }
}
