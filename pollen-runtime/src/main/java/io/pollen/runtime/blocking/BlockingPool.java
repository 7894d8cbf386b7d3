package io.pollen.runtime.blocking;

import io.pollen.Context;
import io.pollen.Waker;
import io.pollen.runtime.observe.TaskDump;
import io.pollen.runtime.task.Failures;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.runtime.task.Submit;
import io.pollen.runtime.task.Task;
import io.pollen.runtime.task.TaskLabel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Threads for code that blocks: a bounded number of them, started when needed, ended when idle;
/// first in, first out, and without limit in the queue.
///
/// Each call is a [Task] whose scheduler this pool is, so its handle has everything that a task's
/// handle has. Aborting a queued call drops it; aborting a running one interrupts its thread, and
/// the handle answers when the call has returned: a call that has begun keeps its outcome.
public final class BlockingPool implements Submit {
  /// How often a thread looks for the next call before it sleeps.
  private static final int SPINS = 64;

  // --- constant ---
  private final int most;
  private final long keepAliveNanos;
  private final ThreadFactory threads;
  private final Failures failures;
  private final Runnable onQuiet;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition end = lock.newCondition();

  // --- under the lock; the counts are read by any thread ---
  private final ArrayDeque<Task<?>> queue = new ArrayDeque<>();
  private final Set<Task<?>> running = new HashSet<>();
  private volatile int queued;
  private volatile int busy;
  private int started;
  private int idle;
  private boolean closed;
  private @Nullable Saturation saturation;

  /// @param most how many threads at most
  /// @param keepAlive how long an idle thread waits for a call
  /// @param threads makes the threads
  /// @param failures where failures go that nobody observes
  /// @param onQuiet run when the last call has ended, on its thread
  public BlockingPool(
      int most, Duration keepAlive, ThreadFactory threads, Failures failures, Runnable onQuiet) {
    if (most < 1) {
      throw new IllegalArgumentException("a blocking pool needs at least one thread, not " + most);
    }
    this.most = most;
    this.keepAliveNanos = keepAlive.toNanos();
    this.threads = threads;
    this.failures = failures;
    this.onQuiet = onQuiet;
  }

  /// Runs `call` on a thread of this pool. It starts even if the handle is never awaited. Any
  /// thread, returns at once.
  public <T> JoinHandle<T> submit(Callable<? extends T> call) {
    return submit(call, TaskLabel.NONE);
  }

  /// The same, with what is said of the call.
  public <T> JoinHandle<T> submit(Callable<? extends T> call, TaskLabel label) {
    Task<T> task = Task.labelled(this, new BlockingCall<>(call, null), label);
    submit(task);
    return task;
  }

  /// Runs `call` on a thread of this pool and carries it through: once it was taken, neither the
  /// end of the pool nor an interrupt stops it. For calls whose half is worse than none, as writes
  /// to files. They should be short: the end of the pool waits for them.
  ///
  /// @param refused run when the pool is closed already, and so the call will not run; the handle
  ///   then answers that it was cancelled
  /// @throws RuntimeException when no thread can be made for it; `refused` is not run then
  public <T> JoinHandle<T> submitMandatory(Callable<? extends T> call, Runnable refused) {
    Task<T> task = Task.create(this, new BlockingCall<>(call, refused), null);
    submit(task);
    return task;
  }

  private static boolean isMandatory(Task<?> task) {
    return task.peek() instanceof BlockingCall<?> call && call.isMandatory();
  }

  /// The pool of the runtime that polls.
  ///
  /// @param who needs it, for the message
  /// @return null when this is the last poll, which is to be answered Pending
  /// @throws IllegalStateException when nobody who has one polls
  public static @Nullable BlockingPool find(Context cx, Object who) {
    BlockingPool pool = cx.find(BlockingPool.class);
    if (pool == null && !cx.isLast()) {
      throw new IllegalStateException(
          who
              + " needs a Pollen runtime: await it inside Pollen.run(...),"
              + " AsyncRuntime.blockOn(...) or a spawned task");
    }
    return pool;
  }

  /// Has `tell` called, once, when calls have waited for longer than `patience` while all threads
  /// were busy. Before the first call.
  public void watchForSaturation(Duration patience, Consumer<BlockingPool> tell) {
    saturation = new Saturation(lock, patience, () -> tell.accept(this));
  }

  /// Whether no call is queued or running. Any thread.
  public boolean isQuiet() {
    return queued == 0 && busy == 0; // in this order, see next()
  }

  /// How many threads there are. Any thread.
  public int threads() {
    lock.lock();
    try {
      return started;
    } finally {
      lock.unlock();
    }
  }

  // ---------------------------------------------------------------- as the scheduler of its tasks

  @Override
  public void submit(Task<?> task) {
    lock.lock();
    try {
      if (!closed) {
        queue.add(task);
        queued = queue.size();
        if (idle >= queue.size()) {
          work.signal();
        } else if (started < most) {
          start(task);
        } else if (idle > 0) {
          work.signal();
        } else if (saturation != null) {
          saturation.begins();
        }
        return;
      }
    } finally {
      lock.unlock();
    }
    drop(task);
  }

  /// A thread for `task`. Where none can be made the task waits for another one; if there is none,
  /// it is refused: the error goes to the submitter, and the call must not run later after all.
  private void start(Task<?> task) {
    started++;
    try {
      threads.newThread(this::loop).start();
    } catch (RuntimeException | Error failure) {
      started--;
      if (started == 0) {
        queue.remove(task);
        queued = queue.size();
        throw failure;
      }
    }
  }

  @Override
  public void finished(Task<?> task) {}

  /// Looks at the calls: those that run, with the stack of their thread, and those that wait for
  /// one. Any thread.
  public void dump(List<TaskDump> into) {
    List<Task<?>> calls;
    lock.lock();
    try {
      calls = new ArrayList<>(running);
      calls.addAll(queue);
    } finally {
      lock.unlock();
    }
    for (Task<?> call : calls) {
      TaskDump dump = call.dump();
      if (dump != null) {
        Thread runner = call.peek() instanceof BlockingCall<?> run ? run.runner() : null;
        into.add(runner == null ? dump : dump.on(runner));
      }
    }
  }

  @Override
  public void aborting(Task<?> task) {
    if (task.peek() instanceof BlockingCall<?> call) {
      call.interrupt();
    }
  }

  @Override
  public Failures failures() {
    return failures;
  }

  private static void drop(Task<?> task) {
    task.dropNow();
    task.run(Context.of(Waker.noop()));
  }

  // ---------------------------------------------------------------- threads

  private void loop() {
    Context cx = Context.of(Waker.noop());
    for (Task<?> task = next(null); task != null; task = next(task)) {
      task.run(cx);
      Thread.interrupted(); // meant for the call that has ended
    }
  }

  /// The next call, or null when this thread is to end.
  private @Nullable Task<?> next(@Nullable Task<?> done) {
    boolean quiet = done != null && retire(done);
    if (quiet) {
      onQuiet.run();
    }
    for (int i = 0; i < SPINS && queued == 0 && done != null; i++) {
      Thread.onSpinWait();
    }
    lock.lock();
    try {
      Task<?> task = await();
      if (task == null) {
        started--;
        end.signalAll();
      } else {
        running.add(task);
        busy = running.size(); // first: whoever sees it gone from the queue sees it here
        queued = queue.size();
      }
      if (saturation != null && queued == 0) {
        saturation.ends();
      }
      return task;
    } finally {
      lock.unlock();
    }
  }

  private boolean retire(Task<?> done) {
    lock.lock();
    try {
      running.remove(done);
      busy = running.size();
      return isQuiet();
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Task<?> await() {
    long left = keepAliveNanos;
    Task<?> task = queue.poll();
    while (task == null && !closed && left > 0) {
      idle++;
      try {
        left = work.awaitNanos(left);
      } catch (InterruptedException e) {
        // An interrupt that came too late for its call: go on waiting.
      } finally {
        idle--;
      }
      task = queue.poll();
    }
    return task;
  }

  // ---------------------------------------------------------------- the end

  /// Drops every queued call that is not mandatory and takes no more; what runs goes on. Any
  /// thread.
  public void close() {
    ArrayDeque<Task<?>> dropped;
    lock.lock();
    try {
      closed = true;
      dropped = new ArrayDeque<>(queue);
      dropped.removeIf(BlockingPool::isMandatory);
      queue.removeIf(task -> !isMandatory(task));
      queued = queue.size();
      if (saturation != null) {
        saturation.ends();
      }
      work.signalAll();
    } finally {
      lock.unlock();
    }
    dropped.forEach(BlockingPool::drop);
  }

  /// Interrupts every call that runs and is not mandatory. Any thread.
  public void interruptAll() {
    Set<Task<?>> interrupted;
    lock.lock();
    try {
      interrupted = new HashSet<>(running);
    } finally {
      lock.unlock();
    }
    interrupted.removeIf(
        BlockingPool::isMandatory); // one that has not quite begun would be dropped
    interrupted.forEach(JoinHandle::abort);
  }

  /// Waits until every thread has ended.
  ///
  /// @return whether they have
  public boolean awaitEnd(Duration limit) throws InterruptedException {
    long left = limit.toNanos();
    lock.lockInterruptibly();
    try {
      while (started > 0 && left > 0) {
        left = end.awaitNanos(left);
      }
      return started == 0;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String toString() {
    return "blocking pool (" + busy + " running, " + queued + " queued)";
  }
}
