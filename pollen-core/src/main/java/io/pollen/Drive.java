package io.pollen;

import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The smallest driver there is: one future, the calling thread, no runtime.
public final class Drive {
  /// The future that `drive` polls on this thread right now; unset while it parks.
  private static final ThreadLocal<@Nullable Future<?>> POLLING = new ThreadLocal<>();

  private Drive() {}

  /// Polls `future` on the calling thread until it completes, parking in between. The permit of
  /// `LockSupport` makes an early unpark safe: a wake between the poll and the park makes the park
  /// return at once.
  ///
  /// Call it from a thread that may block, never from inside a future's poll: there, `await` the
  /// future. The budget is unlimited, and there are no services: a future that needs a runtime (a
  /// sleep, a socket) fails and says so.
  ///
  /// @return the future's value
  /// @throws InterruptedException when the calling thread is interrupted before the future is
  ///   ready: the future has been dropped
  /// @throws IllegalStateException when called from inside a poll by another `drive` on this
  ///   thread; the future has not been touched
  /// @throws Exception what the future threw, unchanged
  public static <T> T drive(Future<T> future) throws Exception {
    Objects.requireNonNull(future, "future");
    Future<?> polled = POLLING.get();
    if (polled != null) {
      throw new IllegalStateException(
          "drive inside a poll would block the thread that polls "
              + polled.getClass().getName()
              + ": await the future instead");
    }
    Thread driver = Thread.currentThread();
    Context cx = Context.of(() -> LockSupport.unpark(driver));
    while (true) {
      if (pollMarked(future, cx) instanceof Poll.Ready<T>(var value)) {
        return value;
      }
      if (Thread.interrupted()) {
        FailureHook.drop(future);
        throw new InterruptedException("interrupted while driving a future; it was dropped");
      }
      LockSupport.park(future);
    }
  }

  private static <T> Poll<T> pollMarked(Future<T> future, Context cx) throws Exception {
    POLLING.set(future);
    try {
      return future.poll(cx);
    } finally {
      POLLING.remove();
    }
  }
}
