package io.pollen.group;

import io.pollen.AsyncBody;
import io.pollen.Context;
import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.Outcome;
import io.pollen.combine.FutureSet;
import io.pollen.runtime.scheduler.CurrentRuntime;
import io.pollen.runtime.task.AbortHandle;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.runtime.task.Spawner;
import io.pollen.woven.RawFuture;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Tasks of one type of value, whose results are collected in the order in which they end. What
/// Tokio calls a `JoinSet`.
///
/// ```java
/// try (var downloads = new JoinSet<Page>()) {
///   for (var url : urls) downloads.spawn(fetch(url));
///   while (await(downloads.next()).orElse(null) instanceof Joined<Page> page) index(page.get());
/// }
/// ```
///
/// Closing the set aborts the tasks that are left. One owner at a time uses it: not thread-safe. It
/// keeps each result until it is asked for; for tasks without results that matter see
/// [TaskTracker].
///
/// @param <T> the type of the values
public final class JoinSet<T> implements AutoCloseable {
  private final Spawner spawner;
  private FutureSet<Joined<T>> ends = new FutureSet<>();
  private final Map<Long, JoinHandle<T>> handles = new LinkedHashMap<>();
  private boolean closed;

  /// An empty set, whose tasks run on the current runtime.
  ///
  /// @throws IllegalStateException outside of a runtime
  public JoinSet() {
    this(CurrentRuntime.require(Spawner.class));
  }

  /// An empty set, whose tasks run on `spawner`.
  public JoinSet(Spawner spawner) {
    this.spawner = Objects.requireNonNull(spawner, "spawner");
  }

  /// Starts a task in the set.
  ///
  /// @throws IllegalStateException after [#close]; the future is dropped
  public AbortHandle spawn(Future<? extends T> future) {
    if (closed) {
      FailureHook.drop(future);
      throw isClosed();
    }
    return keep(spawner.spawn(future));
  }

  /// Starts a task in the set that runs an async block.
  ///
  /// @throws IllegalStateException after [#close]
  public AbortHandle spawn(AsyncBody<T> body) {
    return spawn(body.start());
  }

  /// Runs `call`, which may block, on a thread of its own, as a task in the set.
  ///
  /// @throws IllegalStateException after [#close]
  public AbortHandle spawnBlocking(Callable<? extends T> call) {
    if (closed) {
      throw isClosed();
    }
    return keep(spawner.spawnBlocking(call));
  }

  /// Adds a task that was started elsewhere; from here on the set owns its handle.
  ///
  /// @throws IllegalStateException after [#close]
  public AbortHandle add(JoinHandle<T> handle) {
    if (closed) {
      throw isClosed();
    }
    return keep(handle);
  }

  private AbortHandle keep(JoinHandle<T> handle) {
    long id = handle.id();
    ends.add(handle.catching().map(outcome -> new Joined<>(id, outcome)));
    handles.put(id, handle);
    return handle;
  }

  private static IllegalStateException isClosed() {
    return new IllegalStateException("the JoinSet is closed: its tasks would have no owner");
  }

  /// The next task to end; empty when there are no tasks in the set. Failures are outcomes, too,
  /// not thrown.
  ///
  /// Cancel-safe: dropping it loses no result. One at a time.
  public Future<Optional<Joined<T>>> next() {
    return next("JoinSet.next", this::isEmpty, joined -> joined);
  }

  /// The next task to end that `told` has something to say of; empty when there are none.
  ///
  /// @param what its name in messages
  /// @param none whether there are none
  <R> Future<Optional<R>> next(
      String what, BooleanSupplier none, Function<? super Joined<T>, ? extends @Nullable R> told) {
    return new Next<>(this, what, none, told);
  }

  /// How many tasks have not been handed out.
  public int size() {
    return handles.size();
  }

  /// Whether [#next] would find nothing to wait for.
  public boolean isEmpty() {
    return handles.isEmpty();
  }

  /// Aborts all tasks. They stay in the set until [#next] has told their ends.
  public void abortAll() {
    handles.values().forEach(JoinHandle::abort);
  }

  /// Takes all tasks out of the set; they go on, and nobody waits for them.
  public void detachAll() {
    handles.values().forEach(JoinHandle::drop);
    handles.clear();
    ends.close();
    ends = new FutureSet<>();
  }

  /// Aborts all tasks and waits until they have ended.
  ///
  /// Cancel-safe.
  public Future<Void> shutdown() {
    return shutdown(end -> {});
  }

  /// The same, telling `each` of the tasks' ends.
  Future<Void> shutdown(Consumer<Joined<T>> each) {
    return new Drain<>(this, true, each, () -> null);
  }

  /// Waits for all tasks: their values in the order in which they ended. When one fails, the others
  /// are aborted; once they have ended its failure is thrown.
  ///
  /// Cancellation: what has been collected is lost with it.
  public Future<List<T>> joinAll() {
    List<T> values = new ArrayList<>();
    Throwable[] first = {null};
    return new Drain<>(
        this,
        false,
        end -> {
          switch (end.outcome()) {
            case Outcome.Success<T>(T value) -> values.add(value);
            case Outcome.Failure<T>(Throwable cause) -> {
              if (first[0] == null) {
                first[0] = cause;
                abortAll();
              }
            }
          }
        },
        () -> first[0] == null ? values : Outcome.<List<T>>failure(first[0]).get());
  }

  /// Aborts the tasks that are left, and forgets them. Does not wait.
  @Override
  public void close() {
    closed = true;
    abortAll();
    detachAll();
  }

  /// See [#next(String, BooleanSupplier, Function)].
  private static final class Next<T, R> extends RawFuture<Optional<R>> {
    private final JoinSet<T> set;
    private final String what;
    private final BooleanSupplier none;
    private final Function<? super Joined<T>, ? extends @Nullable R> told;
    private @Nullable Future<Joined<T>> inner;
    private boolean over;

    Next(
        JoinSet<T> set,
        String what,
        BooleanSupplier none,
        Function<? super Joined<T>, ? extends @Nullable R> told) {
      this.set = set;
      this.what = what;
      this.none = none;
      this.told = told;
    }

    @Override
    @SuppressWarnings("unchecked") // what ends.next() answers
    public @Nullable Object pollRaw(Context cx) throws Exception {
      if (over) {
        throw new IllegalStateException(what + " was polled after its end");
      }
      while (!none.getAsBoolean()) {
        if (inner == null) {
          inner = set.ends.next();
        }
        if (!(RawFuture.poll(inner, cx) instanceof Joined<?> joined)) {
          return PENDING;
        }
        inner = null;
        set.handles.remove(joined.id());
        R end = told.apply((Joined<T>) joined);
        if (end != null) {
          over = true;
          return Optional.of(end);
        }
      }
      drop(); // of an earlier poll there may be an inner one: the tasks were detached since
      return Optional.empty();
    }

    @Override
    public void drop() {
      over = true;
      if (inner != null) {
        inner.drop();
      }
    }

    @Override
    public String toString() {
      return what + ", of " + set.size();
    }
  }

  /// Waits for one task after the other until none is left.
  private static final class Drain<T, R> extends RawFuture<R> {
    private final JoinSet<T> set;
    private final Consumer<Joined<T>> each;
    private final Callable<R> result;
    private boolean abort;
    private @Nullable Future<Optional<Joined<T>>> next;
    private boolean over;

    Drain(JoinSet<T> set, boolean abort, Consumer<Joined<T>> each, Callable<R> result) {
      this.set = set;
      this.abort = abort;
      this.each = each;
      this.result = result;
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // what next() answers is not null
    public @Nullable Object pollRaw(Context cx) throws Exception {
      if (over) {
        throw new IllegalStateException("polled after its end: " + this);
      }
      if (abort) {
        abort = false;
        set.abortAll();
      }
      while (true) {
        if (next == null) {
          next = set.next();
        }
        Object answer = RawFuture.poll(next, cx);
        if (answer == PENDING) {
          return PENDING;
        }
        next = null;
        Optional<Joined<T>> end = (Optional<Joined<T>>) answer;
        if (end.isEmpty()) {
          over = true;
          return result.call();
        }
        each.accept(end.get());
      }
    }

    @Override
    public void drop() {
      over = true;
      if (next != null) {
        next.drop();
      }
    }

    @Override
    public String toString() {
      return "waiting for a JoinSet of " + set.size();
    }
  }
}
