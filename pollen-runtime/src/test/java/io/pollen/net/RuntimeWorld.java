package io.pollen.net;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Waker;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.runtime.RuntimeBuilder;
import io.pollen.runtime.driver.Driver;
import io.pollen.runtime.driver.DriverKind;
import io.pollen.runtime.driver.Drivers;
import io.pollen.runtime.driver.TimerWheel;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.woven.RawFuture;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// The real runtime: with two workers, or on one thread that drives it.
final class RuntimeWorld implements World {
  private final List<Driver> drivers = new CopyOnWriteArrayList<>();
  private final Set<TimerWheel> wheels = ConcurrentHashMap.newKeySet();
  private final AsyncRuntime runtime;
  private final Until end = new Until();
  private final Thread driving;

  private RuntimeWorld(RuntimeBuilder builder, DriverKind kind, boolean currentThread) {
    runtime =
        builder
            .drivers(() -> {
              Driver driver = Drivers.open(kind);
              drivers.add(driver);
              return driver;
            })
            .build();
    driving = currentThread ? Thread.ofPlatform().daemon().start(this::drive) : null;
  }

  static World multiThread(DriverKind kind) {
    int share = Drivers.isShareable(kind) ? 2 : 1; // as it is by itself
    RuntimeBuilder builder = AsyncRuntime.builder().workerThreads(2).workersPerDriver(share);
    return new RuntimeWorld(builder, kind, false);
  }

  static World currentThread(DriverKind kind) {
    return new RuntimeWorld(AsyncRuntime.builder().currentThread(), kind, true);
  }

  private void drive() {
    try {
      runtime.blockOn(end);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public <T> Running<T> start(Future<T> future) {
    Reporting<T> reporting = new Reporting<>(future, wheels);
    JoinHandle<T> handle = runtime.spawn(reporting);
    return new Running<>() {
      @Override
      public CompletableFuture<T> result() {
        return reporting.result;
      }

      @Override
      public void drop() {
        handle.abort();
      }
    };
  }

  @Override
  public int registered() {
    return drivers.stream().mapToInt(Driver::registered).sum();
  }

  @Override
  public int liveTasks() {
    return runtime.metrics().liveTasks() - (driving == null ? 0 : 1);
  }

  /// Every task that was started has noted the timers of the worker it ran on.
  @Override
  public int timers() {
    return (int) wheels.stream().filter(wheel -> wheel.nextDeadline() != Long.MAX_VALUE).count();
  }

  @Override
  public AsyncRuntime runtime() {
    return runtime;
  }

  @Override
  public void close() throws Exception {
    end.now();
    if (driving != null) {
      driving.join();
    }
    runtime.close();
  }

  /// Tells the test how a task ended.
  private static final class Reporting<T> extends RawFuture<T> {
    private final Future<T> future;
    private final Set<TimerWheel> wheels;
    final CompletableFuture<T> result = new CompletableFuture<>();

    Reporting(Future<T> future, Set<TimerWheel> wheels) {
      this.future = future;
      this.wheels = wheels;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Object pollRaw(Context cx) {
      wheels.add(cx.find(TimerWheel.class));
      try {
        Object answer = RawFuture.poll(future, cx);
        if (answer == PENDING) {
          return PENDING;
        }
        result.complete((T) answer);
      } catch (Throwable t) {
        result.completeExceptionally(t);
      }
      return null;
    }

    @Override
    public void drop() {
      future.drop();
      result.completeExceptionally(new CancellationException("dropped"));
    }
  }

  /// Pending until it is told.
  private static final class Until extends RawFuture<Void> {
    private volatile Waker waker;
    private volatile boolean done;

    @Override
    public Object pollRaw(Context cx) {
      waker = cx.waker();
      return done ? null : PENDING;
    }

    void now() {
      done = true;
      Waker stored = waker;
      if (stored != null) {
        stored.wake();
      }
    }
  }
}
