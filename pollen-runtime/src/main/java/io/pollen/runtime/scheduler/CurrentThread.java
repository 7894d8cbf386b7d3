package io.pollen.runtime.scheduler;

import io.pollen.Context;
import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.Waker;
import io.pollen.runtime.task.Failures;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.runtime.task.Task;
import io.pollen.woven.RawFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The scheduler without threads of its own: its one [Worker] is stepped by whoever is in
/// [#blockOn], so tasks run only during one.
///
/// One thread at a time steps; others that are in blockOn wait for their turn.
public final class CurrentThread implements Scheduler {
  private final MultiThread one;
  private final Worker worker;
  private final ReentrantLock turn = new ReentrantLock();

  /// @param config for one worker
  public CurrentThread(Config config) {
    if (config.workers() != 1) {
      throw new IllegalArgumentException("a current-thread scheduler has one worker");
    }
    one = new MultiThread(config);
    worker = one.workers[0];
  }

  @Override
  public <T> T blockOn(Future<T> future) throws Exception {
    takeTurn(future);
    try {
      Task<T> root = Task.create(one, future, null);
      enter();
      try {
        one.spawn(root);
        drive(root);
      } finally {
        leave();
      }
      return result(root);
    } finally {
      turn.unlock();
    }
  }

  private void takeTurn(Future<?> future) throws InterruptedException {
    try {
      turn.lockInterruptibly();
    } catch (InterruptedException e) {
      FailureHook.drop(future);
      throw e;
    }
  }

  private void enter() {
    Thread thread = Thread.currentThread();
    one.carriedBy(thread);
    worker.events.timers().bind(thread);
    one.reportFailures(worker);
  }

  private void leave() {
    one.carriedBy(null);
    FailureHook.install(null);
  }

  private void drive(Task<?> root) throws InterruptedException {
    boolean interrupted = false;
    while (!root.isFinished()) {
      switch (worker.step()) {
        case POLLED -> {}
        case SEARCH -> Thread.onSpinWait();
        case PARK -> {
          worker.idler().park(worker.parkNanos());
          if (Thread.interrupted()) {
            interrupted = true;
            root.dropNow();
          }
        }
        case END -> {
          return;
        }
      }
    }
    if (interrupted) {
      throw new InterruptedException("interrupted in blockOn; the future was dropped");
    }
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // the value of a Future<Void> is null
  private static <T> T result(Task<T> root) throws Exception {
    Object answer = root.pollRaw(Context.of(Waker.noop()));
    if (answer == RawFuture.PENDING) {
      throw new IllegalStateException("the runtime was closed during blockOn");
    }
    return (T) answer;
  }

  @Override
  public <T> JoinHandle<T> spawn(Future<? extends T> future, @Nullable String name) {
    return one.spawn(future, name);
  }

  @Override
  public void submit(Task<?> task) {
    one.submit(task);
  }

  @Override
  public void finished(Task<?> task) {
    one.finished(task);
  }

  @Override
  public Failures failures() {
    return one.failures();
  }

  @Override
  public boolean onWorker() {
    return one.onWorker();
  }

  @Override
  public void cancelAll() {
    one.cancelAll();
  }

  @Override
  public void dropAll() {
    one.dropAll();
  }

  /// Steps on the calling thread, unless somebody else does.
  @Override
  public boolean awaitEnd(Duration limit) throws InterruptedException {
    long start = one.clock().nanos();
    if (!turn.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS)) {
      return false;
    }
    try {
      enter();
      try {
        while (!one.awaitEnd(Duration.ZERO)) {
          long left = limit.toNanos() - (one.clock().nanos() - start);
          if (left <= 0) {
            return false;
          }
          switch (worker.step()) {
            case POLLED, SEARCH, END -> {}
            case PARK -> worker.idler().park(Math.min(worker.parkNanos(), left));
          }
        }
        return true;
      } finally {
        leave();
      }
    } finally {
      turn.unlock();
    }
  }

  @Override
  public void nudge() {
    one.nudge();
  }

  @Override
  public Metrics metrics() {
    return one.metrics();
  }
}
