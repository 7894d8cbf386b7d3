package io.pollen.group;

import io.pollen.Async;
import io.pollen.AsyncFunction;
import io.pollen.Context;
import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.Inspectable;
import io.pollen.Inspection;
import io.pollen.Outcome;
import io.pollen.Poll;
import io.pollen.runtime.scheduler.CurrentRuntime;
import io.pollen.runtime.seam.Clock;
import io.pollen.runtime.task.AbortHandle;
import io.pollen.runtime.task.Spawner;
import io.pollen.time.Time;
import io.pollen.woven.RawFuture;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The future of a [TaskScope]: polls the body, then waits for the subtasks.
///
/// | phase  | what is waited for                        | left when                                  |
/// |--------|-------------------------------------------|--------------------------------------------|
/// | NEW    |                                           | the first poll                             |
/// | BODY   | the body, a cancellation, the time limit  | the body has ended, or the scope is cancelled |
/// | UNWIND | the cleanup of the body                   | it has ended                               |
/// | TASKS  | the subtasks                              | the last one has ended                     |
/// | OVER   |                                           | never                                      |
final class ScopeFuture<R> extends RawFuture<R> implements Inspectable {
  private enum Phase {
    NEW,
    BODY,
    UNWIND,
    TASKS,
    OVER
  }

  /// What makes the value, once all has ended.
  private interface Result<R> {
    R get() throws Exception;
  }

  private final TaskScope<?> scope;
  private final Callable<? extends Future<?>> start;
  private final @Nullable Result<R> joined;
  private final @Nullable Duration limit;
  private Phase phase = Phase.NEW;
  private @Nullable Future<?> body;
  private @Nullable Future<Void> alarm;
  private @Nullable Object value;
  private boolean bodyCompleted;

  private ScopeFuture(
      TaskScope<?> scope,
      Callable<? extends Future<?>> start,
      @Nullable Result<R> joined,
      @Nullable Duration limit) {
    this.scope = scope;
    this.start = start;
    this.joined = joined;
    this.limit = limit;
  }

  static <R> Future<R> of(
      TaskScope<Object> scope, AsyncFunction<TaskScope<Object>, R> body, @Nullable Duration limit) {
    Objects.requireNonNull(body, "body");
    return new ScopeFuture<>(scope, () -> body.start(scope), null, limit);
  }

  static <T, R> Future<R> of(
      TaskScope<T> scope, Joiner<T, R> joiner, Consumer<TaskScope<T>> forks) {
    Objects.requireNonNull(forks, "forks");
    return new ScopeFuture<>(
        scope,
        () -> {
          forks.accept(scope);
          return Async.ready(scope);
        },
        joiner::result,
        null);
  }

  @Override
  public @Nullable Object pollRaw(Context cx) throws Exception {
    switch (phase) {
      case NEW -> begin(cx);
      case OVER -> throw new IllegalStateException("a scope was polled after its end");
      default -> {}
    }
    scope.changed.register(cx.waker()); // before the looks at what it tells of
    if (phase == Phase.BODY) {
      pollBody(cx);
    }
    if (phase != Phase.OVER) {
      pollAlarm(cx);
    }
    if (phase == Phase.BODY && scope.isCancelled()) {
      phase = Phase.UNWIND;
    }
    if (phase == Phase.UNWIND && cleanedUp(cx)) {
      phase = Phase.TASKS;
    }
    if (phase != Phase.TASKS || !scope.closeIfEmpty()) {
      return PENDING;
    }
    return finish();
  }

  private void begin(Context cx) {
    phase = Phase.OVER; // for what throws below
    Clock clock = cx.find(Clock.class);
    if (limit != null && clock == null) {
      throw new IllegalStateException("a scope with a time limit needs a Pollen runtime");
    }
    scope.open(
        CurrentRuntime.require(Spawner.class),
        limit == null || clock == null ? null : clock.now().plus(limit));
    phase = Phase.BODY;
    if (limit != null) {
      alarm = Time.sleep(limit);
    }
    try {
      body = scope.bound(start.call());
    } catch (Throwable failure) {
      bodyFailed(failure);
    }
  }

  private void pollBody(Context cx) {
    Future<?> running = body;
    if (running == null) {
      return;
    }
    try {
      Object answer = RawFuture.poll(running, cx);
      if (answer != PENDING) {
        body = null;
        value = answer;
        bodyCompleted = true;
        phase = Phase.TASKS;
      }
    } catch (Throwable failure) {
      bodyFailed(failure);
    }
  }

  private void bodyFailed(Throwable failure) {
    body = null;
    phase = Phase.TASKS;
    scope.fail(failure);
  }

  private void pollAlarm(Context cx) throws Exception {
    if (alarm != null && RawFuture.poll(alarm, cx) != PENDING) {
      alarm = null;
      scope.fail(new TimeoutException("the scope has not ended within " + limit));
    }
  }

  private boolean cleanedUp(Context cx) {
    Future<?> running = body;
    if (running != null && !FailureHook.cancelled(running, cx)) {
      return false;
    }
    body = null;
    return true;
  }

  private @Nullable Object finish() throws Exception {
    phase = Phase.OVER;
    dropAlarm();
    scope.changed.take();
    Throwable failure = scope.failure();
    if (failure != null) {
      Outcome.<Void>failure(failure).get();
    }
    if (joined != null) {
      return joined.get();
    }
    if (!bodyCompleted) {
      throw scope.cancellation();
    }
    return value;
  }

  private void dropAlarm() {
    if (alarm != null) {
      alarm.drop();
      alarm = null;
    }
  }

  @Override
  public void drop() {
    if (phase == Phase.OVER) {
      return;
    }
    boolean begun = phase != Phase.NEW;
    phase = Phase.OVER;
    dropAlarm();
    Future<?> running = body;
    body = null;
    if (running != null) {
      FailureHook.drop(running);
    }
    if (begun) {
      scope.close();
      scope.changed.take();
    }
  }

  @Override
  public Poll<Void> pollCancel(Context cx) {
    if (phase == Phase.NEW || phase == Phase.OVER) {
      drop();
      return Poll.ready();
    }
    dropAlarm();
    scope.cancel();
    scope.changed.register(cx.waker());
    if (phase != Phase.TASKS) {
      phase = Phase.UNWIND;
      if (!cleanedUp(cx)) {
        return Poll.pending();
      }
      phase = Phase.TASKS;
    }
    if (!scope.closeIfEmpty()) {
      return Poll.pending();
    }
    drop();
    return Poll.ready();
  }

  @Override
  public void inspect(Inspection into) {
    into.what("scope, " + scope.children().size() + " subtasks").awaits(body);
    for (AbortHandle child : scope.children()) {
      if (child instanceof Future<?> subtask && into.acrossTasks()) {
        into.awaits(subtask);
      }
    }
  }
}
