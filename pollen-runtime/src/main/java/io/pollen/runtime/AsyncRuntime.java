package io.pollen.runtime;

import io.pollen.AsyncAction;
import io.pollen.AsyncBody;
import io.pollen.Future;
import io.pollen.group.TaskTracker;
import io.pollen.io.AsyncRead;
import io.pollen.io.AsyncWrite;
import io.pollen.runtime.observe.LiveRuntimes;
import io.pollen.runtime.observe.RuntimeDump;
import io.pollen.runtime.observe.TaskDump;
import io.pollen.runtime.scheduler.CurrentRuntime;
import io.pollen.runtime.scheduler.Metrics;
import io.pollen.runtime.scheduler.Scheduler;
import io.pollen.runtime.seam.Clock;
import io.pollen.runtime.task.Failures;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.runtime.task.Spawner;
import io.pollen.runtime.task.Task;
import io.pollen.runtime.task.TaskFailurePolicy;
import io.pollen.runtime.task.TaskInfo;
import io.pollen.runtime.task.TaskLabel;
import io.pollen.runtime.views.PooledRead;
import io.pollen.runtime.views.PooledWrite;
import io.pollen.sync.CancellationToken;
import io.pollen.woven.UserFrame;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Runs tasks: a scheduler with its workers, their timers and sockets, and a pool for blocking
/// calls.
///
/// ```java
/// try (var runtime = AsyncRuntime.multiThread()) {
///   String page = runtime.blockOn(fetch("http://localhost/"));
/// }
/// ```
///
/// There may be any number of runtimes; they share nothing. All methods may be called from any
/// thread, but for [#blockOn], which a runtime's own workers must not call.
///
/// **The end.** [#close] and [#shutdown] cancel every task, patiently first (`finally` blocks run,
/// awaits in them included), then by dropping; every future is dropped exactly once. A spawn from
/// then on answers a cancelled task. A poll that does not return keeps its worker; everything else
/// ends without it.
public final class AsyncRuntime implements AutoCloseable, Spawner, Clock.Holder {
  /// How long [#close] lets tasks clean up before it drops them.
  private static final Duration CLOSE_GRACE = Duration.ofSeconds(1);

  /// How many tasks at most the log names that have not ended with the runtime.
  private static final int LEAKS_SHOWN = 20;

  /// As good as for ever, and its nanoseconds added to a clock's do not overflow.
  static final Duration FOREVER = Duration.ofDays(10_000);

  private final String name;
  private final boolean spawnSites;
  private final boolean endless; // of the global one only
  private final Scheduler scheduler;
  private final Pools pools;
  private final Failures failures;
  private final Clock clock;
  private final Runnable clockHook;
  private final GracefulEnd graceful = new GracefulEnd();
  private final @Nullable Thread owner; // of a local runtime only
  private final @Nullable FatalFailure fatal; // of the policy SHUTDOWN only
  private final LiveRuntimes.Source source = this::dump; // held here: it is registered weakly

  AsyncRuntime(RuntimeBuilder builder) {
    name = builder.name;
    spawnSites = builder.spawnSites;
    endless = builder.endless;
    owner = builder.local ? Thread.currentThread() : null;
    fatal = builder.failurePolicy == TaskFailurePolicy.SHUTDOWN ? new FatalFailure() : null;
    RuntimeParts parts = new RuntimeParts(builder, this);
    failures = parts.failures;
    pools = parts.pools;
    scheduler = parts.scheduler;
    clock = builder.clock;
    clockHook = clock.onJump(scheduler::nudge);
    LiveRuntimes.add(source);
  }

  /// A runtime with one worker thread for each processor (or as many as the system property
  /// `pollen.workers` or the environment variable `POLLEN_WORKERS` says).
  public static AsyncRuntime multiThread() {
    return builder().build();
  }

  /// A runtime without threads of its own: tasks run on the thread that is in [#blockOn], during
  /// it.
  public static AsyncRuntime currentThread() {
    return builder().currentThread().build();
  }

  /// A current-thread runtime of the calling thread only: it polls, cancels and drops every task,
  /// so that they may share state that is not safe for threads. Spawning, [#blockOn] and ending it
  /// on any other thread are refused; a waker may still be called by anyone. [LocalPool] has
  /// several with a thread each.
  ///
  /// In the end the same thread must close it, outside of [#blockOn]: a close inside only begins
  /// the end.
  public static AsyncRuntime local() {
    return builder().local().build();
  }

  /// The runtime of the process for programs and scripts that have none of their own: with the
  /// defaults and daemon threads, made by the first call of this method, and by nothing else. A
  /// library does not call it: it spawns onto the runtime that it is given or called in.
  ///
  /// It cannot be ended. When the JVM ends, what still runs there is cut off, without cleanup:
  /// where that matters use `Pollen.run`, or a runtime that is closed.
  public static AsyncRuntime global() {
    return GlobalRuntime.INSTANCE;
  }

  /// A multi-thread runtime to be described.
  public static RuntimeBuilder builder() {
    return new RuntimeBuilder();
  }

  /// The runtime that the calling thread works for: a worker's, a blocking call's, or that of the
  /// [#blockOn] around.
  ///
  /// @throws IllegalStateException outside of any
  public static AsyncRuntime current() {
    return CurrentRuntime.require(AsyncRuntime.class);
  }

  /// The runtime that the calling thread works for, if there is one; see [#current].
  public static Optional<AsyncRuntime> currentOrEmpty() {
    return Optional.ofNullable(currentOrNull());
  }

  /// The number, from 0, of the worker that the calling thread is, in the runtime that it works for
  /// (of a current-thread runtime, whose only worker is in [#blockOn], always 0); empty on any
  /// other thread. A task may go on on another worker after each await. Workers that stand in for
  /// one that is stuck have higher numbers than the others, up to 15 above the count of workers.
  public static OptionalInt workerIndex() {
    AsyncRuntime here = currentOrNull();
    return here == null ? OptionalInt.empty() : here.scheduler.workerIndex();
  }

  static @Nullable AsyncRuntime currentOrNull() {
    return CurrentRuntime.orNull() instanceof AsyncRuntime mine ? mine : null;
  }

  // ---------------------------------------------------------------- run

  /// Polls `future` on the calling thread until it completes. Threads that are in blockOn of one
  /// current-thread runtime at the same time share the work: one of them polls for all.
  ///
  /// @return the future's value
  /// @throws IllegalStateException on a worker of a runtime: it must not block
  /// @throws InterruptedException when the calling thread is interrupted: the future was dropped
  /// @throws Exception what the future threw, unchanged
  public <T> T blockOn(Future<T> future) throws Exception {
    Objects.requireNonNull(future, "future");
    refuseElsewhere("blockOn");
    refuseOnWorker(
        "blockOn", "would block the worker: use await(...), or spawnBlocking(() -> blockOn(...))");
    Object before = CurrentRuntime.enter(this);
    try {
      return fatal == null ? scheduler.blockOn(future) : fatal.blockOn(scheduler, future);
    } finally {
      CurrentRuntime.enter(before);
    }
  }

  /// Runs an async block on the calling thread until it completes; see [#blockOn(Future)].
  public <T> T blockOn(AsyncBody<T> body) throws Exception {
    return blockOn(body.start());
  }

  /// Runs an async block without a value until it completes; see [#blockOn(Future)].
  public void blockOn(AsyncAction body) throws Exception {
    blockOn(body.start());
  }

  /// From now on, and until the answer is closed, the calling thread works for this runtime: there,
  /// too, [#current], `Pollen.spawn`, `Pollen.spawnBlocking` and the like mean this one. It runs no
  /// tasks by that. Meant for threads of others, as in a server's callback:
  ///
  /// ```java
  /// try (var inside = runtime.enter()) {
  ///   spawn(() -> handle(request));
  /// }
  /// ```
  ///
  /// @throws IllegalStateException on a worker of a runtime, which is inside of its own
  public Entered enter() {
    refuseOnWorker("enter()", "would change nothing there: call " + this + ".spawn(...) instead");
    return new Entered(this);
  }

  /// A local runtime's tasks must not meet another thread.
  private void refuseElsewhere(String what) {
    Thread here = Thread.currentThread();
    if (owner != null && owner != here) {
      throw new IllegalStateException(
          what
              + " of local runtime \""
              + name
              + "\" on thread \""
              + here.getName()
              + "\": it belongs to thread \""
              + owner.getName()
              + "\"; do it there, send its tasks a message by a channel, or use a LocalPool");
    }
  }

  private void refuseEnd(String what) {
    refuseElsewhere(what);
    if (endless) {
      throw new IllegalStateException(
          what
              + " of the global runtime, which others may use: it ends with the process. Make a"
              + " runtime that is to end by AsyncRuntime.builder()");
    }
  }

  private void refuseOnWorker(String what, String why) {
    AsyncRuntime here =
        scheduler.onWorker()
            ? this
            : CurrentRuntime.ofWorker() instanceof AsyncRuntime other ? other : null;
    if (here != null) {
      throw new IllegalStateException(
          what
              + " of runtime \""
              + name
              + "\" on a worker of runtime \""
              + here.name
              + "\" "
              + why);
    }
  }

  /// Starts a task: it runs even if the handle is never awaited.
  ///
  /// The task owns the future from then on: spawning one future twice is a mistake that is noticed
  /// only when both poll at once or one polls after the end. Else the second task takes the first
  /// one's place, and the first is never woken. Make a future for each task, or use `shared()`.
  @Override
  public <T> JoinHandle<T> spawn(Future<? extends T> future) {
    return spawn(Objects.requireNonNull(future, "future"), TaskLabel.NONE);
  }

  /// Starts a task for each of `futures`: one pass over the queue, one decision whether another
  /// worker is to be woken. When one of them is null nothing is started.
  ///
  /// @return a handle for each, in the order of the futures
  @Override
  public <T> List<JoinHandle<T>> spawnAll(Collection<? extends Future<? extends T>> futures) {
    refuseElsewhere("spawnAll");
    return scheduler.spawnAll(List.copyOf(futures), placed(TaskLabel.NONE));
  }

  /// The task that the calling thread is running, by its number and name; empty outside of any: in
  /// [#blockOn] on a multi-thread runtime, and in a blocking call.
  public static Optional<TaskInfo> currentTask() {
    AsyncRuntime here = currentOrNull();
    Task<?> task = here == null ? null : here.scheduler.current();
    return task == null ? Optional.empty() : Optional.of(task.info());
  }

  static boolean isCancelled() {
    AsyncRuntime here = currentOrNull();
    return here != null && here.scheduler.onWorker()
        ? here.scheduler.isCancelDue()
        : Thread.currentThread().isInterrupted();
  }

  /// A view of this runtime that lets at most `most` of the tasks and blocking calls that are
  /// started by it be under way at a time; the others wait, first in, first out, and are not
  /// polled. A task is under way from its first poll to its end, also while it is suspended: it
  /// must not wait for one that is behind it. Each view counts for itself.
  public Spawner limited(int most) {
    return new LimitedSpawner(this, most);
  }

  /// A task to be described: its name, what it inherits, what is said of it.
  public TaskBuilder task() {
    return new TaskBuilder(this);
  }

  <T> JoinHandle<T> spawn(Future<? extends T> future, TaskLabel label) {
    refuseElsewhere("spawn");
    return scheduler.spawn(future, placed(label));
  }

  /// `label` with the line that spawns, when that is wanted.
  private TaskLabel placed(TaskLabel label) {
    return spawnSites ? label.spawnedAt(UserFrame.first(AsyncRuntime.class)) : label;
  }

  /// Also onto a local runtime; `future` must do nothing that knows threads before its first poll.
  <T> JoinHandle<T> spawnFromAnywhere(Future<? extends T> future) {
    return scheduler.spawn(future, placed(TaskLabel.NONE));
  }

  /// Runs `call`, which may block, on a thread of the blocking pool. Aborting the handle interrupts
  /// that thread; a call that then throws InterruptedException is cancelled, not failed.
  @Override
  public <T> JoinHandle<T> spawnBlocking(Callable<? extends T> call) {
    return spawnBlocking(Objects.requireNonNull(call, "call"), TaskLabel.NONE);
  }

  /// The items of an iterator (of a stream: `stream.iterator()`) that may block, for tasks: each is
  /// fetched on the blocking pool.
  public <T> BlockingItems<T> items(Iterator<? extends T> items) {
    return new BlockingItems<>(this, items);
  }

  /// `source` for code that blocks, as in [#spawnBlocking]. Closing it does not close `source`. An
  /// interrupt makes a read fail with an `InterruptedIOException`, and loses no byte.
  public InputStream inputStream(AsyncRead source) {
    return new BlockingInput(this, source);
  }

  /// `sink` for code that blocks, as in [#spawnBlocking]. Closing it neither closes `sink` nor ends
  /// its output.
  public OutputStream outputStream(AsyncWrite sink) {
    return new BlockingOutput(this, sink);
  }

  /// `source` for tasks: each read that finds no bytes left asks a thread of the blocking pool for
  /// up to 64 KiB, which costs some ten microseconds. What a dropped read has asked for stays for
  /// the next one. A thread that is in `source` stays there until bytes come, it is closed, or this
  /// runtime ends and interrupts it; some sources heed no interrupt: for `System.in` there is
  /// [io.pollen.io.Io#stdin].
  ///
  /// The answer reads ahead, so nobody else should read `source`; and it does not close it.
  public AsyncRead asyncRead(InputStream source) {
    return new PooledRead(this, source, PooledRead.BYTES);
  }

  /// `sink` for tasks: a write is ready when the bytes are in a buffer of 64 KiB, and waits while
  /// that is full; a thread of the blocking pool writes them out, without being asked again.
  /// `flush` is ready when they are written and `sink` is flushed, `shutdown` when `sink` is
  /// closed, too. Bytes that are neither may be lost when the runtime ends.
  ///
  /// What `sink` throws comes out of the next operation, and all later ones fail: bytes would be
  /// missing in between. Nobody else should write to `sink` meanwhile.
  public AsyncWrite asyncWrite(OutputStream sink) {
    return new PooledWrite(this, sink, PooledRead.BYTES);
  }

  /// Runs `call`, which keeps a processor busy, on a pool that has one thread for each processor
  /// (or as many as the builder's `computeThreads`); further calls wait for their turn. Abort as
  /// with [#spawnBlocking]: the call must look at its thread's interrupt to end early.
  public <T> JoinHandle<T> compute(Callable<? extends T> call) {
    return pools.compute().submit(Objects.requireNonNull(call, "call"), placed(TaskLabel.NONE));
  }

  <T> JoinHandle<T> spawnBlocking(Callable<? extends T> call, TaskLabel label) {
    return pools.blocking().submit(call, placed(label));
  }

  /// Runs `call` on this thread, which may be a worker that lets another thread step in.
  <T> T blockInPlace(Callable<? extends T> call) throws Exception {
    Objects.requireNonNull(call, "call");
    return scheduler.blockInPlace(() -> {
      Object before = CurrentRuntime.enter(this);
      try {
        return call.call();
      } finally {
        CurrentRuntime.enter(before);
      }
    });
  }

  /// Makes a thread's statics ([#current]) mean this runtime; for the threads of the blocking pool.
  Runnable bound(Runnable body) {
    return () -> {
      CurrentRuntime.enter(this);
      body.run();
    };
  }

  /// The name given to the builder, which begins the names of its threads.
  public String name() {
    return name;
  }

  @Override
  public Clock clock() {
    return clock;
  }

  /// A few numbers; the count of live tasks is exact when nothing runs.
  public Metrics metrics() {
    return scheduler.metrics();
  }

  /// All tasks that have not ended, what each of them does and what it waits for; blocking calls,
  /// too. Nothing is stopped for it. Any thread, also when all workers are stuck.
  public RuntimeDump dump() {
    return dump(Integer.MAX_VALUE);
  }

  /// The same for at most `limit` tasks: looking at a task makes some hundred bytes of text.
  public RuntimeDump dump(int limit) {
    List<TaskDump> tasks = new ArrayList<>();
    int more = scheduler.dump(limit, tasks);
    pools.dump(tasks);
    return new RuntimeDump(name, tasks, more);
  }

  // ---------------------------------------------------------------- end

  /// Ends the runtime: tasks get a second to clean up, then they are dropped; waits until every
  /// poll and blocking call has returned. Called on one of its own threads it does not wait.
  /// Idempotent.
  @Override
  public void close() {
    refuseEnd("close");
    if (inside()) {
      endBeside(CLOSE_GRACE, FOREVER);
    } else {
      endWithin(CLOSE_GRACE, FOREVER);
    }
  }

  /// The policy is [TaskFailurePolicy#SHUTDOWN], and a task has failed. Any thread, returns at
  /// once.
  void endBecauseOf(Throwable failure) {
    if (fatal != null && fatal.set(failure)) {
      endBeside(CLOSE_GRACE, FOREVER);
    }
  }

  /// Ends the runtime: tasks get `grace` to clean up, then they are dropped. Waits at most `grace`
  /// and a second more. Called on one of its own threads it does not wait.
  ///
  /// @return whether everything has ended; false when a poll or a blocking call is stuck (it is
  ///   named in the log), or when it did not wait
  public boolean shutdown(Duration grace) {
    refuseEnd("shutdown");
    if (inside()) {
      endBeside(grace, CLOSE_GRACE);
      return false;
    }
    return endWithin(grace, CLOSE_GRACE);
  }

  /// Ends the runtime without cutting off what is under way: cancels [#stopToken], waits up to
  /// `grace` (by the runtime's clock) until the tasks of [#tracker] have ended by themselves, and
  /// then ends as by [#shutdown]: what still runs is cancelled, and gets a second to clean up.
  ///
  /// @return whether the tracked tasks have ended in time, and everything else then; what has not
  ///   ended at all is in the log
  /// @throws IllegalStateException on a worker of a runtime
  public boolean shutdownGracefully(Duration grace) {
    refuseEnd("shutdownGracefully");
    refuseOnWorker("shutdownGracefully", "would wait for itself: call it on another thread");
    boolean inTime = graceful.await(this, atMostForever(grace));
    return shutdown(CLOSE_GRACE) && inTime;
  }

  /// Cancelled when [#shutdownGracefully] begins: for tasks that accept or begin work.
  public CancellationToken stopToken() {
    return graceful.asked;
  }

  /// Counts the tasks that [#shutdownGracefully] waits for: start them by its `spawn`, or wrap them
  /// by its `track`.
  public TaskTracker tracker() {
    return graceful.tracked;
  }

  private boolean inside() {
    return currentOrNull() == this;
  }

  private void beginEnd() {
    scheduler.cancelAll();
    pools.close();
  }

  static Duration atMostForever(Duration duration) {
    return duration.compareTo(FOREVER) > 0 ? FOREVER : duration;
  }

  private void endBeside(Duration grace, Duration stuck) {
    beginEnd();
    if (owner != null) {
      return; // no other thread may go on with it; its own does, when it closes the runtime
    }
    Thread.ofPlatform().name(name + "-close").start(() -> endWithin(grace, stuck));
  }

  private boolean endWithin(Duration grace, Duration stuck) {
    beginEnd();
    boolean ended = false;
    try {
      if (!scheduler.awaitEnd(atMostForever(grace))) {
        scheduler.dropAll();
      }
      pools.interruptAll();
      ended = scheduler.awaitEnd(stuck) && pools.awaitEnd(stuck);
    } catch (InterruptedException e) {
      scheduler.dropAll();
      Thread.currentThread().interrupt();
    }
    clockHook.run();
    LiveRuntimes.remove(source);
    failures.reportAll();
    if (!ended) {
      System.getLogger("io.pollen")
          .log(
              System.Logger.Level.WARNING,
              "runtime \""
                  + name
                  + "\" was closed, but a poll or a blocking call has not returned; "
                  + dump(LEAKS_SHOWN).text());
    }
    return ended;
  }

  @Override
  public String toString() {
    return "AsyncRuntime \"" + name + "\"";
  }
}
