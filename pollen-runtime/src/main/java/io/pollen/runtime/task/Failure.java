package io.pollen.runtime.task;

import io.pollen.AsyncTrace;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/// The result of a task that failed. It knows whether somebody has seen the failure and does not
/// refer to its task, so that the task can become unreachable.
final class Failure implements Runnable {
  private static final VarHandle SETTLED;

  static {
    try {
      SETTLED = MethodHandles.lookup().findVarHandle(Failure.class, "settled", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Failures failures;
  private final TaskInfo task;
  private final Throwable cause;
  private final @Nullable AsyncTrace trace;
  private Cleaner.@Nullable Cleanable watch;

  /// Whether the failure was observed or reported; whoever sets it does the one or the other.
  @SuppressWarnings("unused") // through SETTLED
  private volatile boolean settled;

  /// @param trace the awaits that `cause` has passed in the task
  Failure(Failures failures, TaskInfo task, Throwable cause, @Nullable AsyncTrace trace) {
    this.failures = failures;
    this.task = task;
    this.cause = cause;
    this.trace = trace;
  }

  /// Before the failure is visible to anybody else.
  void watch(Cleaner.Cleanable cleanable) {
    watch = cleanable;
  }

  /// An awaiter takes it.
  Throwable observe() {
    settle();
    Cleaner.Cleanable cleanable = watch;
    if (cleanable != null) {
      cleanable.clean();
    }
    return cause;
  }

  /// The awaits that it has passed in its task.
  @Nullable AsyncTrace trace() {
    return trace;
  }

  /// Nobody will take it.
  void report() {
    if (settle()) {
      if (trace == null) {
        failures.unobserved(task, cause);
      } else {
        trace.during(cause, () -> failures.unobserved(task, cause));
      }
    }
  }

  /// The task has become unreachable.
  @Override
  public void run() {
    report();
  }

  private boolean settle() {
    failures.forget(this);
    return SETTLED.compareAndSet(this, false, true);
  }
}
