package io.pollen;

import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The awaits that a failure has passed through: the async blocks that were waiting for each other
/// when it happened, with their lines, also across tasks.
///
/// ```
/// in task 7 "reader":
///     Http.readRequest (Http.java:88)
///     Server.handle (Server.java:40)
/// awaited in task 1 "main":
///     Server.main (Server.java:12)
/// ```
///
/// An exception's own stack trace shows where it was made. That is the whole story when a block has
/// just thrown it. It is not when the exception was made by a callback, on another thread or in
/// another task, is an object that several tasks fail by, or has no stack trace at all. An await
/// throws the very object that the awaited future has failed by, and changes nothing in it; so the
/// awaits are kept beside it. They are collected when a failure leaves a block, at the cost of
/// about another exception; success costs nothing.
///
/// Ask in the `catch`, on the thread that caught: only the latest failure of a thread is known.
///
/// ```java
/// } catch (IOException e) {
///   AsyncTrace.of(e).ifPresent(trace -> log(trace.text(), e));
/// }
/// ```
public final class AsyncTrace {
  private static final ThreadLocal<@Nullable Known> LATEST = new ThreadLocal<>();

  /// The latest failure of a thread. Weak: nobody shall live for being remembered here.
  ///
  /// @param driven what was being polled, so that one object that several tasks fail by is not
  ///   given the awaits of another task
  private record Known(WeakReference<Throwable> failure, int driven, AsyncTrace trace) {
    boolean isOf(Throwable other) {
      return failure.refersTo(other);
    }
  }

  private final @Nullable String task;
  private final @Nullable AsyncTrace origin;
  private @Nullable Supplier<List<StackTraceElement>> unread;
  private List<StackTraceElement> awaits = List.of();

  private AsyncTrace(
      @Nullable String task,
      Supplier<List<StackTraceElement>> awaits,
      @Nullable AsyncTrace origin) {
    this.task = task;
    this.unread = awaits;
    this.origin = origin;
  }

  /// What is known on this thread of `failure`, or else of its nearest cause.
  public static Optional<AsyncTrace> of(Throwable failure) {
    Known known = LATEST.get();
    if (known != null) {
      Throwable cause = failure;
      for (int depth = 0; cause != null && depth < 32; depth++, cause = cause.getCause()) {
        if (known.isOf(cause)) {
          return Optional.of(known.trace);
        }
      }
    }
    return Optional.empty();
  }

  /// The places of the awaits in this task, innermost first: the first one is the await that threw,
  /// or the line of the block that did.
  public synchronized List<StackTraceElement> awaits() {
    Supplier<List<StackTraceElement>> source = unread;
    if (source != null) {
      awaits = List.copyOf(source.get());
      unread = null;
    }
    return awaits;
  }

  /// What names the task; empty when the failure has not left it yet.
  public Optional<String> task() {
    return Optional.ofNullable(task);
  }

  /// The trace of the task, or of the cause, that the failure came from.
  public Optional<AsyncTrace> origin() {
    return Optional.ofNullable(origin);
  }

  /// The traces one below the other, that where the failure began first; ends with a newline, and
  /// is empty when no async block had to do with it.
  public String text() {
    StringBuilder out = new StringBuilder();
    append(out);
    return out.toString();
  }

  private void append(StringBuilder out) {
    if (origin != null) {
      origin.append(out);
    }
    List<StackTraceElement> places = awaits();
    if (!places.isEmpty()) {
      out.append(out.isEmpty() ? "" : "awaited ");
      out.append(task == null ? "here" : "in " + task).append(":\n");
      places.forEach(place -> out.append("    ").append(TreeText.place(place)).append('\n'));
    }
  }

  /// Whether it tells more than the stack trace of `failure` itself.
  public boolean addsTo(Throwable failure) {
    var shown = new HashSet<String>();
    Arrays.stream(failure.getStackTrace())
        .forEach(frame -> shown.add(frame.getFileName() + ":" + frame.getLineNumber()));
    for (AsyncTrace part = this; part != null; part = part.origin) {
      for (StackTraceElement place : part.awaits()) {
        if (!shown.contains(place.getFileName() + ":" + place.getLineNumber())) {
          return true;
        }
      }
    }
    return false;
  }

  // --- for those who drive futures ---

  /// Whether the latest failure of this thread, in what it polls now, is `failure`.
  public static boolean isKnown(Throwable failure) {
    Known known = LATEST.get();
    return known != null && known.isOf(failure) && known.driven == driven();
  }

  /// Remembers the awaits that `failure` passes on this thread.
  ///
  /// @param awaits finds them, from what was collected, when somebody asks
  /// @param origin what is known of it from another task
  public static void remember(
      Throwable failure, Supplier<List<StackTraceElement>> awaits, @Nullable AsyncTrace origin) {
    Throwable cause = failure.getCause();
    AsyncTrace before =
        origin != null || cause == null || !isKnown(cause) ? origin : of(cause).orElse(null);
    set(failure, new AsyncTrace(null, awaits, before));
  }

  private static void set(Throwable failure, AsyncTrace trace) {
    LATEST.set(new Known(new WeakReference<>(failure), driven(), trace));
  }

  private static int driven() {
    return System.identityHashCode(FailureHook.driven());
  }

  /// The failure leaves a task: what is known of it here is forgotten on this thread and answered,
  /// with the task's name.
  public static @Nullable AsyncTrace leaving(Throwable failure, String task) {
    Known known = LATEST.get();
    if (known == null) {
      return null;
    }
    LATEST.remove();
    return known.isOf(failure) && known.driven == driven()
        ? new AsyncTrace(task, known.trace::awaits, known.trace.origin)
        : null;
  }

  /// Runs `action` while [#of] answers this trace for `failure`.
  public void during(Throwable failure, Runnable action) {
    Known before = LATEST.get();
    set(failure, this);
    try {
      action.run();
    } finally {
      LATEST.set(before);
    }
  }

  @Override
  public String toString() {
    return text();
  }
}
