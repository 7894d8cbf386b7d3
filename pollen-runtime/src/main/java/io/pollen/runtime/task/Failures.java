package io.pollen.runtime.task;

import io.pollen.AsyncTrace;
import java.lang.ref.Cleaner;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// The failures of one runtime's tasks that nobody has observed yet.
public final class Failures {
  /// Only failed tasks are registered with it: a task that succeeds costs nothing here.
  private static final class Unreachable {
    static final Cleaner CLEANER = Cleaner.create();
  }

  private final FailureHandler handler;
  private final TaskFailurePolicy policy;
  private final Consumer<Throwable> shutdown;
  private final Set<Failure> unobserved = ConcurrentHashMap.newKeySet();

  /// With the policy to report.
  ///
  /// @param handler who is told
  public Failures(FailureHandler handler) {
    this(handler, TaskFailurePolicy.REPORT, failure -> {});
  }

  /// @param handler who is told
  /// @param policy what a failure means that nobody observes
  /// @param shutdown ends the runtime because of a failure, when the policy says so; returns at
  ///   once
  public Failures(FailureHandler handler, TaskFailurePolicy policy, Consumer<Throwable> shutdown) {
    this.handler = handler;
    this.policy = policy;
    this.shutdown = shutdown;
  }

  /// A task is about to complete with `cause`.
  Failure add(Task<?> task, Throwable cause) {
    TaskInfo info = task.info();
    Failure failure = new Failure(this, info, cause, AsyncTrace.leaving(cause, info.toString()));
    unobserved.add(failure);
    failure.watch(Unreachable.CLEANER.register(task, failure));
    return failure;
  }

  void forget(Failure failure) {
    unobserved.remove(failure);
  }

  /// A task has failed and nobody will see it. Never throws.
  void unobserved(TaskInfo task, Throwable cause) {
    if (policy != TaskFailurePolicy.IGNORE || cause instanceof VirtualMachineError) {
      report(task, cause);
    }
    if (policy == TaskFailurePolicy.SHUTDOWN) {
      try {
        shutdown.accept(cause);
      } catch (Throwable t) {
        log("the runtime could not be ended after a failure of " + task, t);
      }
    }
  }

  /// Tells the handler of something that no awaiter will see. Never throws.
  public void report(TaskInfo task, Throwable cause) {
    try {
      handler.taskFailed(task, cause);
    } catch (Throwable t) {
      log("the task failure handler failed on " + task, t);
    }
  }

  /// The same for what `source`, a future of the task or a waker, has thrown in its cleanup. Never
  /// throws.
  public void report(TaskInfo task, Object source, Throwable cause) {
    try {
      handler.cleanupFailed(task, source, cause);
    } catch (Throwable t) {
      log("the task failure handler failed on " + task, t);
    }
  }

  /// Logging opens files when it is used first, and fails when there is no descriptor left. It must
  /// not take a worker's thread with it.
  private static void log(String message, Throwable cause) {
    try {
      System.getLogger("io.pollen").log(System.Logger.Level.ERROR, message, cause);
    } catch (Throwable unloggable) {
      System.err.println("io.pollen: " + message + ": " + cause + " (logging: " + unloggable + ")");
    }
  }

  /// Reports everything that is still unobserved: the runtime closes.
  public void reportAll() {
    unobserved.forEach(Failure::report);
  }
}
