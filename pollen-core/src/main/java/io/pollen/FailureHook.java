package io.pollen;

import org.jspecify.annotations.Nullable;

/// Where a failure goes that no awaiter can receive: what a `finally` or a `close()` throws while a
/// future is dropped, what a drop hook throws, what a bridge finds out too late.
///
/// Whoever drives futures on a thread may install its own handler for that thread (a runtime's
/// worker does, once, and adds the task that it is running); otherwise failures are logged to the
/// System.Logger `io.pollen` at level WARNING. The thread's handler is looked up only when there is
/// a failure.
public final class FailureHook {
  private static final ThreadLocal<@Nullable Handler> HANDLER = new ThreadLocal<>();

  private FailureHook() {}

  /// Receives the failures of one thread.
  @FunctionalInterface
  public interface Handler {
    /// Called on the thread where the failure happened; must not block. What it throws is logged.
    ///
    /// @param source the future or hook that failed, for the message
    void failed(Object source, Throwable failure);

    /// What is being polled on the thread now; null when the driver polls one future only.
    default @Nullable Object driven() {
      return null;
    }
  }

  /// Installs `handler` for the calling thread, or removes the thread's handler by null.
  ///
  /// @return the handler that was installed before, or null
  public static @Nullable Handler install(@Nullable Handler handler) {
    Handler before = HANDLER.get();
    if (handler == null) {
      HANDLER.remove();
    } else {
      HANDLER.set(handler);
    }
    return before;
  }

  /// What the thread's handler says is being polled on this thread, or null.
  public static @Nullable Object driven() {
    Handler handler = HANDLER.get();
    return handler == null ? null : handler.driven();
  }

  /// Passes `failure` to the thread's handler, or logs it. Never throws.
  public static void report(Object source, Throwable failure) {
    Handler handler = HANDLER.get();
    if (handler != null) {
      try {
        handler.failed(source, failure);
        return;
      } catch (Throwable broken) {
        log("the failure handler itself failed", broken);
      }
    }
    log("a failure that nobody awaits, in " + describe(source), failure);
  }

  /// Drops `future` and reports what it throws against the rule: siblings can still be dropped.
  public static void drop(Future<?> future) {
    try {
      future.drop();
    } catch (Throwable failure) {
      report(future, failure);
    }
  }

  /// Polls the patient cancellation of `future`. When it throws against the rule, that is reported
  /// and the future dropped: its owner and its siblings go on.
  ///
  /// @return whether its cleanup is done
  public static boolean cancelled(Future<?> future, Context cx) {
    try {
      return future.pollCancel(cx).isReady();
    } catch (Throwable failure) {
      report(future, failure);
      drop(future);
      return true;
    }
  }

  /// Calls `waker` and reports what it throws against the rule: the others that are to be woken
  /// must not stay asleep for it.
  public static void wake(Waker waker) {
    try {
      waker.wake();
    } catch (Throwable failure) {
      report(waker, failure);
    }
  }

  private static String describe(Object source) {
    try {
      return source.toString();
    } catch (RuntimeException | Error broken) {
      return source.getClass().getName();
    }
  }

  private static void log(String message, Throwable failure) {
    System.getLogger("io.pollen").log(System.Logger.Level.WARNING, message, failure);
  }
}
