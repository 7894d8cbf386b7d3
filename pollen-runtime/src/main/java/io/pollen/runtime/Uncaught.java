package io.pollen.runtime;

import io.pollen.AsyncTrace;
import java.util.Optional;

/// When a program ends by the failure of its root task, the JVM prints the exception's stack trace,
/// which says nothing of the awaits that it has passed in other tasks. Printed after it, they do;
/// in the exception itself they cannot be noted, because it may be an object that others share.
///
/// It counts only if nobody catches the exception, and nobody else has said how uncaught ones are
/// to be treated.
final class Uncaught implements Thread.UncaughtExceptionHandler {
  private final ThreadGroup usual;
  private final Throwable failure;
  private final AsyncTrace trace;

  private Uncaught(ThreadGroup usual, Throwable failure, AsyncTrace trace) {
    this.usual = usual;
    this.failure = failure;
    this.trace = trace;
  }

  /// `failure` is about to be thrown to the calling thread's own code.
  static void prepareFor(Throwable failure) {
    Thread thread = Thread.currentThread();
    Optional<AsyncTrace> trace = AsyncTrace.of(failure).filter(t -> t.addsTo(failure));
    if (trace.isPresent()
        && Thread.getDefaultUncaughtExceptionHandler() == null
        && thread.getUncaughtExceptionHandler() instanceof ThreadGroup usual) {
      thread.setUncaughtExceptionHandler(new Uncaught(usual, failure, trace.get()));
    }
  }

  @Override
  public void uncaughtException(Thread thread, Throwable uncaught) {
    usual.uncaughtException(thread, uncaught);
    if (uncaught == failure) {
      System.err.print(trace.text());
    }
  }
}
