package io.pollen.runtime.scheduler;

import io.pollen.Context;
import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.Waker;
import io.pollen.runtime.observe.TaskDump;
import io.pollen.runtime.seam.Clock;
import io.pollen.runtime.task.Failures;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.runtime.task.Task;
import io.pollen.runtime.task.TaskCancelledException;
import io.pollen.runtime.task.TaskLabel;
import io.pollen.woven.RawFuture;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The scheduler without threads of its own: its one [Worker] is stepped by whoever is in
/// [#blockOn], so tasks run only during one.
///
/// One thread at a time steps. Others that are in blockOn meanwhile have their futures polled by
/// it, and one of them goes on stepping when it leaves.
public final class CurrentThread implements Scheduler {
  private final MultiThread one;
  private final Worker worker;
  private final ReentrantLock turn = new ReentrantLock();
  private final Queue<Thread> waiting = new ConcurrentLinkedQueue<>();

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
    Task<T> root = Task.create(one, future, null);
    if (!turn.tryLock()) {
      return besideTheOneWhoSteps(root);
    }
    try {
      stepUntilFinished(root, true);
    } finally {
      endTurn();
    }
    return result(root, Context.of(Waker.noop()));
  }

  /// The thread that steps polls `root` with its other tasks. When its own blockOn ends first, the
  /// stepping is taken over here.
  @SuppressWarnings({"unchecked", "NullAway"}) // the value of a Future<Void> is null
  private <T> T besideTheOneWhoSteps(Task<T> root) throws Exception {
    Thread thread = Thread.currentThread();
    Context cx = Context.of(() -> LockSupport.unpark(thread));
    one.spawn(root);
    waiting.add(thread); // Pairs with the look in endTurn: announced here first, then tried.
    boolean interrupted = false;
    try {
      Object answer = root.pollRaw(cx);
      while (answer == RawFuture.PENDING) {
        if (turn.tryLock()) {
          try {
            stepUntilFinished(root, false);
          } finally {
            endTurn();
          }
          return result(root, cx);
        }
        LockSupport.park(this);
        if (Thread.interrupted()) {
          interrupted = true;
          root.abort();
        }
        answer = root.pollRaw(cx);
      }
      return (T) answer;
    } catch (TaskCancelledException e) {
      if (interrupted) {
        throw new InterruptedException("interrupted in blockOn; the future was cancelled");
      }
      throw e;
    } finally {
      waiting.remove(thread);
    }
  }

  private void stepUntilFinished(Task<?> root, boolean fresh) throws InterruptedException {
    FailureHook.@Nullable Handler before = enter();
    try {
      if (fresh) {
        one.spawn(root);
      }
      drive(root);
    } finally {
      leave(before);
    }
  }

  private void endTurn() {
    turn.unlock();
    waiting.forEach(LockSupport::unpark);
  }

  /// @return the thread's own failure handler, for [#leave]
  private FailureHook.@Nullable Handler enter() {
    Thread thread = Thread.currentThread();
    one.carriedBy(thread);
    worker.events.timers().bind(thread);
    return one.reportFailures(worker::current);
  }

  private void leave(FailureHook.@Nullable Handler before) {
    worker.events.flush();
    one.carriedBy(null);
    FailureHook.install(before);
  }

  private void drive(Task<?> root) throws InterruptedException {
    boolean interrupted = false;
    while (!root.isFinished()) {
      if (one.crew().stepAndPark(worker, -1) == Step.END) {
        return;
      }
      if (Thread.interrupted()) { // also of tasks that are never all asleep
        interrupted = true;
        root.dropNow();
      }
    }
    if (interrupted) {
      throw new InterruptedException("interrupted in blockOn; the future was dropped");
    }
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // the value of a Future<Void> is null
  private static <T> T result(Task<T> root, Context cx) throws Exception {
    Object answer = root.pollRaw(cx);
    if (answer == RawFuture.PENDING) {
      throw new IllegalStateException("the runtime was closed during blockOn");
    }
    return (T) answer;
  }

  @Override
  public <T> JoinHandle<T> spawn(Future<? extends T> future, TaskLabel label) {
    return one.spawn(future, label);
  }

  @Override
  public <T> List<JoinHandle<T>> spawnAll(
      List<? extends Future<? extends T>> futures, TaskLabel label) {
    return one.spawnAll(futures, label);
  }

  @Override
  public @Nullable Task<?> current() {
    return one.current();
  }

  @Override
  public boolean isCancelDue() {
    return one.isCancelDue();
  }

  @Override
  public <T> T blockInPlace(Callable<? extends T> call) throws Exception {
    if (onWorker()) {
      throw new IllegalStateException(
          "blockInPlace on a current-thread runtime would stop all of its tasks: use"
              + " await(spawnBlocking(...)), or a multi-thread runtime");
    }
    return call.call();
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
  public OptionalInt workerIndex() {
    return one.workerIndex();
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
    Clock clock = Clock.system(); // a virtual one may stand still
    long start = clock.nanos();
    if (!turn.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS)) {
      return false;
    }
    try {
      FailureHook.@Nullable Handler before = enter();
      try {
        while (!one.awaitEnd(Duration.ZERO)) {
          long left = limit.toNanos() - (clock.nanos() - start);
          if (left <= 0) {
            return false;
          }
          one.crew().stepAndPark(worker, left);
        }
        return true;
      } finally {
        leave(before);
      }
    } finally {
      endTurn();
    }
  }

  @Override
  public void nudge() {
    one.nudge();
  }

  @Override
  public int dump(int limit, List<TaskDump> into) {
    return one.dump(limit, into);
  }

  @Override
  public Metrics metrics() {
    return one.metrics();
  }
}
