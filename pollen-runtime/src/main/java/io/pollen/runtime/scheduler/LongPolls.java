package io.pollen.runtime.scheduler;

import io.pollen.AwaitTree;
import io.pollen.runtime.observe.TaskDump;
import io.pollen.runtime.task.Task;
import io.pollen.runtime.task.TaskInfo;
import java.time.Duration;
import java.util.List;

/// Tells of polls that take long: the log, and the program's hooks.
final class LongPolls {
  /// Of a stack in the log; the hook gets all of it.
  private static final int MOST_FRAMES = 60;

  private final Config config;

  LongPolls(Config config) {
    this.config = config;
  }

  /// @param progress of the worker in that poll: nothing is told when it has ended meanwhile
  /// @param lasted so far, in nanoseconds
  /// @return whether it was told of; false while blocks are made ready for their first use, which
  ///   is not the task's doing: what it does afterwards in the same poll may be
  boolean report(MultiThread scheduler, Worker worker, long progress, long lasted) {
    Thread thread = scheduler.threadOf(worker);
    if (thread == null) {
      return false;
    }
    StackTraceElement[] stack = thread.getStackTrace();
    Task<?> task = worker.polledUnderWatch();
    TaskDump dump = task == null ? null : task.dump();
    TaskDump poll = (dump == null ? between(thread) : dump).on(thread.getName(), stack);
    if (worker.progress() != progress || scheduler.threadOf(worker) != thread || isOwnDoing(poll)) {
      return false;
    }
    Duration duration = Duration.ofNanos(lasted);
    log(task != null, poll, duration);
    RuntimeHooks hooks = config.hooks();
    if (hooks != null) {
      hooks.onLongPoll(poll, duration);
    }
    return true;
  }

  /// Whether something of Pollen is being made ready for its first use: blocks, at run time, or
  /// what calls the system.
  static boolean isOwnDoing(TaskDump poll) {
    return poll.stack().stream().anyMatch(LongPolls::isFirstUse);
  }

  private static boolean isFirstUse(StackTraceElement frame) {
    String owner = frame.getClassName();
    return owner.startsWith("io.pollen.transform.")
        || (owner.startsWith("io.pollen.runtime.") && frame.getMethodName().equals("<clinit>"));
  }

  /// A waker, a driver or a hook takes long, on a worker that polls nothing.
  private static TaskDump between(Thread thread) {
    String what = "no task, but a waker, driver or hook of " + thread.getName();
    AwaitTree nothing = new AwaitTree(what, null, List.of(), List.of());
    return new TaskDump(
        0, what, TaskDump.Origin.UNKNOWN, TaskDump.State.RUNNING, true, nothing, null, List.of());
  }

  private void log(boolean inPoll, TaskDump poll, Duration lasted) {
    StringBuilder message = new StringBuilder();
    message
        .append("runtime \"")
        .append(config.name())
        .append("\": ")
        .append(poll.title())
        .append(inPoll ? " has been in one poll" : " has kept it")
        .append(" for ")
        .append(lasted.toMillis())
        .append(" ms, on ")
        .append(poll.thread());
    poll.line().ifPresent(line -> message.append(", at ").append(line));
    if (poll.origin().spawnedAt() != null) {
      message.append(", spawned at ").append(poll.origin().spawnedAt());
    }
    message.append(
        ". A task must not block, and give way when it computes: await instead, or use"
            + " spawnBlocking, blockInPlace, compute or yieldNow");
    log(message.append(text(poll.stack())).toString());
  }

  static String text(List<StackTraceElement> stack) {
    StringBuilder text = new StringBuilder();
    stack.stream().limit(MOST_FRAMES).forEach(frame -> text.append("\n    at ").append(frame));
    if (stack.size() > MOST_FRAMES) {
      text.append("\n    ... ").append(stack.size() - MOST_FRAMES).append(" more");
    }
    return text.toString();
  }

  /// What the log does to whoever uses it must not end the watch.
  private void log(String message) {
    try {
      System.getLogger("io.pollen").log(System.Logger.Level.WARNING, message);
    } catch (Throwable unloggable) {
      config.failures().report(TaskInfo.NONE, unloggable);
    }
  }
}
