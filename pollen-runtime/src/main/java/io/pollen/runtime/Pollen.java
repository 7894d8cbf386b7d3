package io.pollen.runtime;

import io.pollen.Async;
import io.pollen.AsyncAction;
import io.pollen.AsyncBody;
import io.pollen.AsyncFunction;
import io.pollen.Future;
import io.pollen.group.TaskScope;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.time.Interval;
import io.pollen.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/// Everything that a program needs in one static import: `import static
/// io.pollen.runtime.Pollen.*;` has the words of [Async], and those of the runtime.
///
/// ```java
/// static void main() throws Exception {
///   run(() -> {
///     var slow = spawn(() -> { await(sleep(Duration.ofSeconds(1))); return 42; });
///     System.out.println(await(slow));
///   });
/// }
/// ```
public final class Pollen extends Async {
  private Pollen() {}

  /// From `main` into async code: runs `body` as the root task of a multi-thread runtime made for
  /// it, waits for it, and closes the runtime, which cancels what still runs.
  ///
  /// When the JVM is told to end (Ctrl-C, SIGTERM) the root task and all others are cancelled,
  /// their `finally` blocks run, and the process ends within two seconds.
  ///
  /// @return the body's value
  /// @throws Exception what the body threw, unchanged
  public static <T> T run(AsyncBody<T> body) throws Exception {
    return Main.run(body.start());
  }

  /// From `main` into async code; see [#run(AsyncBody)].
  public static void run(AsyncAction body) throws Exception {
    Main.run(body.start());
  }

  /// Starts a task on the current runtime: it runs beside its spawner, even if the handle is never
  /// awaited.
  ///
  /// The task owns the future from then on: spawning one future twice is a mistake that is noticed
  /// only when both poll at once or one polls after the end. Else the second task takes the first
  /// one's place, and the first is never woken. Make a future for each task, or use `shared()`.
  ///
  /// @throws IllegalStateException outside of a runtime
  public static <T> JoinHandle<T> spawn(Future<? extends T> future) {
    return AsyncRuntime.current().spawn(future);
  }

  /// Starts a task that runs an async block; see [#spawn(Future)].
  public static <T> JoinHandle<T> spawn(AsyncBody<T> body) {
    return AsyncRuntime.current().spawn(body);
  }

  /// Starts a task that runs an async block without a value; see [#spawn(Future)].
  public static JoinHandle<Void> spawn(AsyncAction body) {
    return AsyncRuntime.current().spawn(body);
  }

  /// Starts a task for each of `futures`; see [AsyncRuntime#spawnAll].
  ///
  /// @throws IllegalStateException outside of a runtime
  public static <T> List<JoinHandle<T>> spawnAll(
      Collection<? extends Future<? extends T>> futures) {
    return AsyncRuntime.current().spawnAll(futures);
  }

  /// The number of the task that the calling thread is running: unique in the process, in no
  /// particular order.
  ///
  /// @throws IllegalStateException outside of a task; [AsyncRuntime#currentTask] answers empty
  public static long taskId() {
    return AsyncRuntime.currentTask()
        .orElseThrow(() ->
            new IllegalStateException(
                "no task here: taskId() is for code that a spawned task runs; what run(...) and"
                    + " blockOn(...) are given, and blocking calls, may not be one"))
        .id();
  }

  /// A task to be described before it starts: `task().name("reader").spawn(...)`.
  ///
  /// @throws IllegalStateException outside of a runtime
  public static TaskBuilder task() {
    return AsyncRuntime.current().task();
  }

  /// Runs `call`, which may block, on a thread of the current runtime's blocking pool. Aborting the
  /// handle interrupts that thread; a call that then throws InterruptedException is cancelled, not
  /// failed.
  ///
  /// @throws IllegalStateException outside of a runtime
  public static <T> JoinHandle<T> spawnBlocking(Callable<? extends T> call) {
    return AsyncRuntime.current().spawnBlocking(call);
  }

  /// Runs `call`, which keeps a processor busy, on a pool that has one thread for each processor;
  /// see [AsyncRuntime#compute].
  ///
  /// @throws IllegalStateException outside of a runtime
  public static <T> JoinHandle<T> compute(Callable<? extends T> call) {
    return AsyncRuntime.current().compute(call);
  }

  /// Runs `call`, which may block, here and now, within the poll of the calling task. The worker
  /// goes on with its other tasks on another thread; the rest of this task, other branches of a
  /// join, too, waits. For code that cannot be moved to [#spawnBlocking], because it uses what
  /// belongs to the thread. The call is not interrupted when the task is aborted.
  ///
  /// Inside, blocking forms and `blockOn` are allowed, and the context of the poll must not be
  /// used. Afterwards the thread waits for the end of the poll that the worker is in. In a blocking
  /// call, or a blockOn of a multi-thread runtime, it is a plain call.
  ///
  /// @throws IllegalStateException outside of a runtime, and in a task of a current-thread runtime,
  ///   which has no other thread
  /// @throws Exception what the call threw, unchanged
  public static <T> T blockInPlace(Callable<? extends T> call) throws Exception {
    return AsyncRuntime.current().blockInPlace(call);
  }

  /// Runs `body` in a scope of subtasks that cannot outlive it; the first failure cancels all. See
  /// [TaskScope].
  public static <T> Future<T> scope(AsyncFunction<TaskScope<Object>, T> body) {
    return TaskScope.scope(body);
  }

  /// Runs `body` in a scope of subtasks that cannot outlive it, and whose failures concern only
  /// those who await them. See [TaskScope].
  public static <T> Future<T> supervised(AsyncFunction<TaskScope<Object>, T> body) {
    return TaskScope.supervised(body);
  }

  /// Whether the calling task is to end: it was aborted, its scope was cancelled, or its runtime is
  /// closing. For loops that compute, in code that cannot await:
  ///
  /// ```java
  /// while (!isCancelled() && !solved()) improve();
  /// ```
  ///
  /// While the task cleans up it is false again: it ends already. A future that is polled within
  /// the task and dropped by it (the loser of a race) is never polled meanwhile, and so never sees
  /// it. In a blocking call and in `blockOn` it tells whether the thread was interrupted; in
  /// [#blockInPlace] it cannot know.
  public static boolean isCancelled() {
    return AsyncRuntime.isCancelled();
  }

  /// Ready at once, unless the calling task is to end as [#isCancelled] says: then the task ends at
  /// this await. For loops that compute inside of an async block; unlike [#yieldNow] it lets nobody
  /// else have a turn.
  public static Future<Void> checkCancelled() {
    return new CheckCancelled();
  }

  /// Lets sockets, timers and the other tasks have their turn.
  public static Future<Void> yieldNow() {
    return new YieldNow();
  }

  /// Waits for `duration`, counted from the first poll; see [Time#sleep].
  public static Future<Void> sleep(Duration duration) {
    return Time.sleep(duration);
  }

  /// Waits until the clock shows `instant`; see [Time#sleepUntil].
  public static Future<Void> sleepUntil(Instant instant) {
    return Time.sleepUntil(instant);
  }

  /// Gives `future` at most `duration`; see [Time#timeout].
  public static <T> Future<T> timeout(Duration duration, Future<? extends T> future) {
    return Time.timeout(duration, future);
  }

  /// Gives `future` at most `duration`, and answers empty when the time is up; see
  /// [Time#timeoutOrEmpty].
  public static <T> Future<Optional<T>> timeoutOrEmpty(
      Duration duration, Future<? extends T> future) {
    return Time.timeoutOrEmpty(duration, future);
  }

  /// Ticks once in each `period`; see [Time#interval].
  public static Interval interval(Duration period) {
    return Time.interval(period);
  }
}
