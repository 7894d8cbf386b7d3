package io.pollen.net;

import io.pollen.Future;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.runtime.driver.DriverKind;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// What a test of sockets runs on: started with [Kind#open], each test on every kind.
interface World extends AutoCloseable {

  /// Runs `future` as a task of its own.
  <T> Running<T> start(Future<T> future);

  /// Runs `future` and waits for it on the calling thread.
  default <T> T get(Future<T> future) throws Exception {
    return start(future).get();
  }

  /// The runtime below; null when there is none.
  default AsyncRuntime runtime() {
    return null;
  }

  /// How many sockets are registered with its drivers.
  int registered();

  /// How many tasks have not ended.
  int liveTasks();

  /// On how many workers a timer is armed.
  int timers();

  @Override
  void close() throws Exception;

  /// A task that was started.
  interface Running<T> {
    CompletableFuture<T> result();

    void drop();

    default boolean isDone() {
      return result().isDone();
    }

    default T get() throws Exception {
      try {
        return result().get(30, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof Exception cause) {
          throw cause;
        }
        throw e;
      }
    }

    /// Waits until it is done, however it ended.
    default void settle() throws Exception {
      result().handle((value, failure) -> null).get(30, TimeUnit.SECONDS);
    }
  }

  /// The kinds of world.
  enum Kind {
    TINY_EPOLL(() -> new TinyLoop(DriverKind.EPOLL)),
    TINY_URING(() -> new TinyLoop(DriverKind.URING)),
    TINY_NIO(() -> new TinyLoop(DriverKind.NIO)),
    CURRENT_THREAD_EPOLL(() -> RuntimeWorld.currentThread(DriverKind.EPOLL)),
    CURRENT_THREAD_URING(() -> RuntimeWorld.currentThread(DriverKind.URING)),
    CURRENT_THREAD_NIO(() -> RuntimeWorld.currentThread(DriverKind.NIO)),
    MULTI_THREAD_EPOLL(() -> RuntimeWorld.multiThread(DriverKind.EPOLL)),
    MULTI_THREAD_URING(() -> RuntimeWorld.multiThread(DriverKind.URING)),
    MULTI_THREAD_NIO(() -> RuntimeWorld.multiThread(DriverKind.NIO));

    private final Supplier<World> opener;

    Kind(Supplier<World> opener) {
      this.opener = opener;
    }

    World open() {
      return opener.get();
    }

    boolean isNio() {
      return name().endsWith("NIO");
    }
  }
}
