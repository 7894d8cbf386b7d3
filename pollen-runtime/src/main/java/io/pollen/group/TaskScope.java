package io.pollen.group;

import io.pollen.AsyncBody;
import io.pollen.AsyncFunction;
import io.pollen.AtomicWaker;
import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.TaskLocal;
import io.pollen.runtime.task.AbortHandle;
import io.pollen.runtime.task.Spawner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Structured concurrency: tasks that cannot outlive the block that started them.
///
/// ```java
/// Page page = await(scope(s -> {
///   var user = s.fork(loadUser(id));
///   var orders = s.fork(loadOrders(id));
///   return new Page(await(user), await(orders));
/// }));
/// ```
///
/// The future of a scope completes when its body and *all* its subtasks have ended. In [#scope] the
/// first failure, of the body or of a subtask, cancels all the others, waits for their cleanup, and
/// is thrown; further failures are attached to it as suppressed ones. In [#supervised] a failing
/// subtask concerns only those who await it. With a [Joiner] the scope's result is made of the
/// subtasks', as with the JDK's `StructuredTaskScope`.
///
/// Whoever cancels the scope's future cancels everything in it: `abort` of its task waits for the
/// cleanup of the subtasks, in the abort's grace; `drop` only asks them to end.
///
/// [#fork], [#cancel] and the subtasks may be used by any thread while the scope is open, also by
/// subtasks.
///
/// @param <T> a common type of the subtasks' values
public final class TaskScope<T> {
  private static final TaskLocal<Instant> DEADLINE = TaskLocal.named("deadline of the scope");

  private final @Nullable Joiner<T, ?> joiner;
  private final boolean failFast;

  /// Wakes the scope's own future: it was cancelled, or the last subtask has ended.
  final AtomicWaker changed = new AtomicWaker();

  // --- set by the first poll of the scope's future, before anybody can fork ---
  private @Nullable Spawner spawner;
  private @Nullable Instant deadline;

  // --- under the lock of this ---
  private final Set<ForkedTask<?>> running = new LinkedHashSet<>();
  private final List<Throwable> failures = new ArrayList<>();
  private final List<ForkedTask<?>> failed = new ArrayList<>();
  private boolean closed;
  private @Nullable Throwable cancelCause;

  /// Written under the lock, read by anyone.
  private volatile boolean cancelled;

  TaskScope(@Nullable Joiner<T, ?> joiner, boolean failFast) {
    this.joiner = joiner;
    this.failFast = failFast;
  }

  // ---------------------------------------------------------------- making one

  /// Runs `body` in a scope: the first failure cancels everything. The value is the body's.
  public static <R> Future<R> scope(AsyncFunction<TaskScope<Object>, R> body) {
    return ScopeFuture.of(new TaskScope<>(null, true), body, null);
  }

  /// As [#scope(AsyncFunction)], for at most `limit`: then everything is cancelled, its cleanup
  /// awaited, and a `TimeoutException` thrown. What is forked inside can ask for the [#deadline].
  public static <R> Future<R> scope(Duration limit, AsyncFunction<TaskScope<Object>, R> body) {
    return ScopeFuture.of(new TaskScope<>(null, true), body, Objects.requireNonNull(limit));
  }

  /// Runs `body` in a scope where a failing subtask does not disturb the others. Its failure goes
  /// to whoever awaits it; one that nobody has looked at when the scope ends is reported like that
  /// of a detached task. A failure of the body itself cancels the subtasks.
  public static <R> Future<R> supervised(AsyncFunction<TaskScope<Object>, R> body) {
    return ScopeFuture.of(new TaskScope<>(null, false), body, null);
  }

  /// Lets `forks` start subtasks, and makes the result of them that `joiner` says.
  public static <T, R> Future<R> scope(Joiner<T, R> joiner, Consumer<TaskScope<T>> forks) {
    return ScopeFuture.of(new TaskScope<>(Objects.requireNonNull(joiner), false), joiner, forks);
  }

  /// When the nearest scope with a limit, of those around the code that is polled, will be
  /// cancelled; empty when there is none. For work that divides the time it has left.
  @SuppressWarnings("NullAway") // orElse(null) asks whether there is one
  public static Optional<Instant> deadline() {
    return Optional.ofNullable(DEADLINE.orElse(null));
  }

  // ---------------------------------------------------------------- inside

  /// Starts a subtask. In a cancelled scope it does not start, and its state is UNAVAILABLE; the
  /// future is dropped.
  ///
  /// @throws IllegalStateException after the end of the scope; the future is dropped
  public <U extends T> Subtask<U> fork(Future<? extends U> future) {
    Objects.requireNonNull(future, "future");
    ForkedTask<U> subtask = new ForkedTask<>(this);
    boolean starts;
    try {
      starts = !cancelled && !joinerRefuses(subtask);
      enter(subtask, starts);
    } catch (Throwable refusal) {
      FailureHook.drop(future); // not under the lock: it is foreign code
      throw refusal;
    }
    if (starts) {
      start(subtask, future);
    } else {
      FailureHook.drop(future);
      subtask.neverStarted();
      cancel();
    }
    return subtask;
  }

  /// Starts a subtask that runs an async block.
  public <U extends T> Subtask<U> fork(AsyncBody<U> body) {
    return fork(body.start());
  }

  private void enter(ForkedTask<?> subtask, boolean starts) {
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException(
            "fork after the end of the scope: keep no reference to a TaskScope outside of its body");
      }
      if (starts) {
        running.add(subtask);
      }
    }
  }

  private <U> void start(ForkedTask<U> subtask, Future<? extends U> future) {
    Future<? extends U> bound =
        deadline == null ? future : TaskLocal.where(DEADLINE, deadline, future);
    subtask.started(Objects.requireNonNull(spawner).spawn(new ForkedTask.Body<U>(subtask, bound)));
  }

  /// Cancels the subtasks that still run, and the body. The scope's future then fails, unless it
  /// has a joiner or a failure of its own, with a [CancellationException].
  public void cancel() {
    cancel(null);
  }

  /// As [#cancel()], and `cause` is the cause of the exception. When the scope is cancelled already
  /// it stays as it is.
  public void cancel(@Nullable Throwable cause) {
    List<AbortHandle> victims;
    synchronized (this) {
      if (cancelled) {
        return;
      }
      cancelled = true;
      cancelCause = cause;
      victims = List.copyOf(running);
    }
    victims.forEach(AbortHandle::abort);
    changed.wake();
  }

  /// Whether it is cancelled.
  public boolean isCancelled() {
    return cancelled;
  }

  /// The subtasks that have not ended, in the order of their forks.
  public List<AbortHandle> children() {
    synchronized (this) {
      return List.copyOf(running);
    }
  }

  // ---------------------------------------------------------------- the subtasks

  /// A subtask has ended: by its own task, as the last thing.
  @SuppressWarnings("unchecked") // this scope forked it
  void ended(ForkedTask<?> subtask, boolean wasCancelled) {
    boolean cancel = !wasCancelled && joinerWantsEnd((Subtask<? extends T>) subtask);
    boolean last;
    boolean unheard = false;
    synchronized (this) {
      if (joiner == null && subtask.state() == Subtask.State.FAILED) {
        if (closed) {
          unheard = subtask.isUnobservedFailure();
        } else if (failFast) {
          failures.add(subtask.exception());
          cancel = true;
        } else {
          failed.add(subtask);
        }
      }
      running.remove(subtask);
      last = running.isEmpty();
    }
    if (unheard) {
      FailureHook.report(subtask, subtask.exception());
    }
    if (cancel) {
      cancel();
    }
    if (last) {
      changed.wake();
    }
  }

  private boolean joinerWantsEnd(Subtask<? extends T> subtask) {
    Joiner<T, ?> mine = joiner;
    if (mine == null) {
      return false;
    }
    try {
      synchronized (mine) { // its own lock: it is foreign code
        return mine.onComplete(subtask);
      }
    } catch (Throwable broken) {
      fail(broken);
      return true;
    }
  }

  private boolean joinerRefuses(Subtask<? extends T> subtask) {
    Joiner<T, ?> mine = joiner;
    if (mine == null) {
      return false;
    }
    synchronized (mine) {
      return mine.onFork(subtask);
    }
  }

  // ---------------------------------------------------------------- the scope's future

  /// Before anything else.
  void open(Spawner on, @Nullable Instant limit) {
    spawner = on;
    Instant outer = deadline().orElse(null);
    deadline = limit == null || (outer != null && outer.isBefore(limit)) ? outer : limit;
  }

  /// `body` with the deadline that those inside see.
  <R> Future<R> bound(Future<R> body) {
    return deadline == null ? body : TaskLocal.where(DEADLINE, deadline, body);
  }

  /// The body has failed, the joiner has, or the time is up. Nobody gets a failure that comes after
  /// the drop of the scope.
  void fail(Throwable failure) {
    boolean unheard;
    synchronized (this) {
      unheard = closed;
      if (!closed && !failures.contains(failure)) {
        failures.add(failure);
      }
    }
    if (unheard) {
      FailureHook.report(this, failure);
    }
    cancel();
  }

  /// What the awaiter of a cancelled scope gets, that has no failure of its own.
  synchronized CancellationException cancellation() {
    CancellationException cancellation = new CancellationException("the scope was cancelled");
    cancellation.initCause(cancelCause);
    return cancellation;
  }

  /// Closes the scope when nothing runs in it.
  ///
  /// @return whether it is closed
  boolean closeIfEmpty() {
    synchronized (this) {
      closed |= running.isEmpty();
      return closed;
    }
  }

  /// No more forks, whatever still runs: the scope was dropped. Nobody will get its failures.
  void close() {
    List<Throwable> unheard;
    synchronized (this) {
      closed = true;
      unheard = List.copyOf(failures);
      failures.clear();
    }
    cancel();
    unheard.forEach(failure -> FailureHook.report(this, failure));
    reportUnobserved();
  }

  private void reportUnobserved() {
    for (ForkedTask<?> subtask : failed) { // closed: nobody adds any more
      if (subtask.isUnobservedFailure()) {
        FailureHook.report(subtask, subtask.exception());
      }
    }
  }

  /// The failure of the whole, with the later ones attached; null when there is none. After the
  /// end.
  @Nullable Throwable failure() {
    reportUnobserved();
    synchronized (this) {
      if (failures.isEmpty()) {
        return null;
      }
      Throwable first = failures.getFirst();
      for (Throwable later : failures.subList(1, failures.size())) {
        if (later != first) {
          first.addSuppressed(later);
        }
      }
      return first;
    }
  }

  @Override
  public String toString() {
    return "TaskScope of " + children().size() + (cancelled ? ", cancelled" : "");
  }
}
