package io.pollen.io;

import io.pollen.FailureHook;
import io.pollen.Waker;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One blocking call after the other on a standard stream of the process, and who waits for it.
///
/// Not on the pool of a runtime: a read of the standard input heeds no interrupt, so it would hold
/// up the end of the runtime that began it, and it may well be a task of another runtime that gets
/// its bytes. The thread is a daemon, made when there is something to do, and gone when there was
/// nothing for [#IDLE_SECONDS].
///
/// | state  | set by             | meaning                                                      |
/// |--------|--------------------|--------------------------------------------------------------|
/// | idle   | the call, its end  | the stream's fields are those of the task whose turn it is   |
/// | called | who has its turn   | they are the thread's                                        |
final class StandardThread {
  private static final int IDLE_SECONDS = 10;

  /// What the thread does.
  @FunctionalInterface
  interface Call {
    void run() throws Exception;
  }

  private final Executor thread;

  // --- under the monitor ---
  private boolean called;
  private @Nullable Throwable failure;
  private @Nullable Waker waiter;

  StandardThread(Executor thread) {
    this.thread = thread;
  }

  /// A daemon thread, while there is something to do.
  static Executor named(String name) {
    ThreadPoolExecutor one =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform()
                .name(name)
                .daemon()
                .inheritInheritableThreadLocals(false)
                .factory());
    one.allowCoreThreadTimeOut(true);
    return one;
  }

  /// Whether no call is under way; if one is, `waker` is called at its end.
  ///
  /// @throws Exception by which the last call has failed; then it is told
  synchronized boolean isIdle(Waker waker) throws Exception {
    if (called) {
      waiter = waker;
      return false;
    }
    Throwable failed = failure;
    failure = null;
    return switch (failed) {
      case null -> true;
      case Exception exception -> throw exception;
      case Error error -> throw error;
      default -> throw new IllegalStateException(failed);
    };
  }

  /// Begins a call. Only when idle.
  void begin(Call call) {
    synchronized (this) {
      called = true;
    }
    try {
      thread.execute(() -> run(call));
    } catch (RuntimeException | Error noThread) {
      synchronized (this) {
        called = false;
      }
      throw noThread;
    }
  }

  private void run(Call call) {
    Throwable failed = null;
    try {
      call.run();
    } catch (Throwable thrown) {
      failed = thrown;
    }
    Waker toWake;
    synchronized (this) {
      called = false;
      failure = failed;
      toWake = waiter;
      waiter = null;
    }
    if (toWake != null) {
      FailureHook.wake(toWake);
    }
  }

  /// Nobody waits any more; the call goes on.
  synchronized void forget() {
    waiter = null;
  }
}
