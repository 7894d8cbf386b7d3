package io.pollen.net;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.Waker;
import io.pollen.runtime.driver.Driver;
import io.pollen.runtime.driver.DriverKind;
import io.pollen.runtime.driver.Drivers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// The smallest runtime that sockets need: one thread, one queue, one driver, and nothing clever.
/// It shows that sockets need no more than a `Context` that finds a `Driver`.
final class TinyLoop implements World {
  private final Driver driver;
  private final ConcurrentLinkedQueue<Task<?>> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger live = new AtomicInteger();
  private final Thread thread;
  private volatile boolean stopping;
  private volatile boolean closingDriver;

  TinyLoop(DriverKind kind) {
    driver = Drivers.open(kind);
    thread = Thread.ofPlatform().daemon().name("tiny-loop").start(this::loop);
  }

  @Override
  public <T> Running<T> start(Future<T> future) {
    Task<T> task = new Task<>(future);
    live.incrementAndGet();
    task.result.whenComplete((value, failure) -> live.decrementAndGet());
    task.wake();
    return task;
  }

  @Override
  public int liveTasks() {
    return live.get();
  }

  /// It has none.
  @Override
  public int timers() {
    return 0;
  }

  @Override
  public int registered() {
    return driver.registered();
  }

  private void loop() {
    List<Task<?>> all = new ArrayList<>();
    while (!stopping) {
      if (closingDriver) {
        driver.close();
      }
      Task<?> task = queue.poll();
      if (task == null) {
        driver.poll(-1); // a wake() in between has called wakeup(): the poll returns at once
        continue;
      }
      if (!task.known) {
        task.known = true;
        all.add(task);
        all.removeIf(t -> t.result.isDone());
      }
      task.run();
    }
    all.forEach(Task::cancel);
    driver.close();
  }

  /// Closes the driver under the tasks' feet; they run on.
  void closeDriverOnly() {
    closingDriver = true;
    driver.wakeup();
  }

  @Override
  public void close() throws InterruptedException {
    stopping = true;
    driver.wakeup();
    thread.join();
  }

  private final class Task<T> implements Waker, Context, Running<T> {
    final Future<T> future;
    final CompletableFuture<T> result = new CompletableFuture<>();
    final AtomicBoolean scheduled = new AtomicBoolean();
    volatile boolean dropRequested;
    boolean known;

    Task(Future<T> future) {
      this.future = future;
    }

    void run() {
      scheduled.getAndSet(false);
      if (result.isDone()) {
        return;
      }
      if (dropRequested) {
        cancel();
        return;
      }
      try {
        if (future.poll(this) instanceof Poll.Ready<T>(var value)) {
          result.complete(value);
        }
      } catch (Throwable t) {
        result.completeExceptionally(t);
      }
    }

    void cancel() {
      if (!result.isDone()) {
        future.drop();
        result.completeExceptionally(new CancellationException("dropped"));
      }
    }

    @Override
    public void wake() {
      if (!scheduled.getAndSet(true)) {
        queue.add(this);
        driver.wakeup();
      }
    }

    @Override
    public void drop() {
      dropRequested = true;
      wake();
    }

    @Override
    public boolean isDone() {
      return result.isDone();
    }

    @Override
    public CompletableFuture<T> result() {
      return result;
    }

    @Override
    public Waker waker() {
      return this;
    }

    @Override
    public Context withWaker(Waker waker) {
      Context outer = this;
      return new Context() {
        @Override
        public Waker waker() {
          return waker;
        }

        @Override
        public Context withWaker(Waker other) {
          return outer.withWaker(other);
        }

        @Override
        public boolean proceed() {
          return outer.proceed();
        }

        @Override
        public void refund() {}

        @Override
        public void defer() {
          waker.wake();
        }

        @Override
        public <S> S find(Class<S> service) {
          return outer.find(service);
        }
      };
    }

    @Override
    public boolean proceed() {
      return true;
    }

    @Override
    public void refund() {}

    @Override
    public void defer() {
      wake();
    }

    @Override
    public <S> S find(Class<S> service) {
      return service == Driver.class ? service.cast(driver) : null;
    }
  }
}
