package io.pollen;

import java.util.concurrent.locks.LockSupport;

/// The smallest driver there is: one future, the calling thread, no runtime.
public final class Drive {
  private Drive() {}

  /// Polls `future` on the calling thread until it completes, parking in between. The permit of
  /// `LockSupport` makes an early unpark safe: a wake between the poll and the park makes the park
  /// return at once.
  ///
  /// Call it from a thread that may block, never from inside a future's poll.
  ///
  /// @return the future's value
  /// @throws InterruptedException when the calling thread is interrupted while it waits: the future
  ///   has been dropped
  /// @throws Exception what the future threw, unchanged
  public static <T> T drive(Future<T> future) throws Exception {
    Thread driver = Thread.currentThread();
    Context cx = Context.of(() -> LockSupport.unpark(driver));
    while (true) {
      switch (future.poll(cx)) {
        case Poll.Ready<T>(var value) -> {
          return value;
        }
        case Poll.Pending<T>() -> {
          if (Thread.interrupted()) {
            future.drop();
            throw new InterruptedException("interrupted while driving a future; it was dropped");
          }
          LockSupport.park(future);
        }
      }
    }
  }
}
