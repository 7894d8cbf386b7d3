package io.pollen.fs;

import io.pollen.Context;
import io.pollen.Drive;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.Waker;
import io.pollen.conformance.Serving;
import io.pollen.runtime.blocking.BlockingPool;
import io.pollen.runtime.task.Failures;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/// A pool of one thread that a test holds up and lets go on: what is asked of it meanwhile waits.
final class Held implements AutoCloseable {
  final List<Throwable> reported = new CopyOnWriteArrayList<>();
  final BlockingPool pool =
      new BlockingPool(
          1,
          Duration.ofSeconds(10),
          Thread::new,
          new Failures((task, failure) -> reported.add(failure)),
          () -> {});
  private CountDownLatch released = new CountDownLatch(0);

  /// From now on calls wait.
  Held hold() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    released = release;
    pool.submit(
            () -> {
              begun.countDown();
              release.await();
              return null;
            })
        .drop();
    begun.await();
    return this;
  }

  /// Lets the calls run, and waits for their end.
  void release() {
    released.countDown();
    while (!pool.isQuiet()) {
      Thread.onSpinWait();
    }
  }

  private Context serving(Context cx) {
    return new Serving(
        cx,
        new Serving.Services() {
          @Override
          public <S> S find(Class<S> service) {
            return service.isInstance(pool) ? service.cast(pool) : null;
          }
        });
  }

  /// `future` in a context that has the pool.
  <T> Future<T> served(Future<T> future) {
    return new Future<>() {
      @Override
      public Poll<T> poll(Context cx) throws Exception {
        return future.poll(serving(cx));
      }

      @Override
      public void drop() {
        future.drop();
      }

      @Override
      public Poll<Void> pollCancel(Context cx) {
        return future.pollCancel(serving(cx));
      }

      @Override
      public String toString() {
        return future.toString();
      }
    };
  }

  <T> T get(Future<T> future) throws Exception {
    return Drive.drive(served(future));
  }

  boolean isReady(Future<?> future) throws Exception {
    return future.poll(serving(Context.of(Waker.noop()))).isReady();
  }

  @Override
  public void close() throws InterruptedException {
    released.countDown();
    pool.close();
    if (!pool.awaitEnd(Duration.ofSeconds(10))) {
      throw new AssertionError(pool + " has not ended");
    }
  }
}
