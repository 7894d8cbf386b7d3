package io.pollen.sync;

import io.pollen.Drive;
import io.pollen.Future;

/// Waiting on the calling thread, for the `...Blocking` forms.
final class Blocking {
  private Blocking() {}

  /// @throws IllegalStateException when the calling thread polls tasks: blocking it could wait for
  ///   a task that only this thread can run
  static <T> T drive(Future<T> future) throws InterruptedException {
    if (Thread.currentThread() instanceof NonBlocking poller && poller.mustNotBlock()) {
      throw new IllegalStateException(
          "a blocking call on "
              + Thread.currentThread().getName()
              + ", a thread that runs tasks: await the future instead, or move the call to"
              + " spawnBlocking(...)");
    }
    try {
      return Drive.drive(future);
    } catch (InterruptedException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("a future of this package threw a checked exception", e);
    }
  }
}
