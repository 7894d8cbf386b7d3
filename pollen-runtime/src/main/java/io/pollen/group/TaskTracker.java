package io.pollen.group;

import io.pollen.Context;
import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.Inspectable;
import io.pollen.Inspection;
import io.pollen.Poll;
import io.pollen.runtime.scheduler.CurrentRuntime;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.runtime.task.Spawner;
import io.pollen.sync.Notify;
import io.pollen.woven.RawFuture;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Counts tasks, so that somebody can wait for the last one: what a server needs to end well,
/// together with a [io.pollen.sync.CancellationToken]. What Tokio calls a `TaskTracker`.
///
/// ```java
/// var requests = new TaskTracker();
/// requests.spawn(handle(stream));          // as often as you like
/// requests.close();                        // no more to come
/// await(requests.awaitAll());
/// ```
///
/// Unlike a [JoinSet] it keeps nothing of a task that has ended, and closing it aborts nothing.
/// Tasks may be added after [#close], too; then [#awaitAll] waits for them as well. All methods may
/// be called from any thread.
///
/// The state is one word:
///
/// | bits  | set by             | meaning                                        |
/// |-------|--------------------|------------------------------------------------|
/// | 0     | close, reopen      | closed: whoever waits need not wait for more   |
/// | 1..63 | track, a token's end | how many futures or tokens have not ended    |
public final class TaskTracker {
  private static final long CLOSED = 1;
  private static final long ONE = 2;

  private final AtomicLong state = new AtomicLong();
  private final Notify ended = new Notify();

  /// Open, and without tasks.
  public TaskTracker() {}

  /// Starts a task on the current runtime and counts it.
  ///
  /// @throws IllegalStateException outside of a runtime
  public <T> JoinHandle<T> spawn(Future<? extends T> future) {
    return CurrentRuntime.require(Spawner.class).spawn(track(future));
  }

  /// Counts `future` until it completes, fails or is dropped; from this call on, polled or not.
  public <T> Future<T> track(Future<? extends T> future) {
    Objects.requireNonNull(future, "future");
    return new Tracked<>(this, future);
  }

  /// Counts as a task until it is closed: for work that is no future.
  public Token token() {
    return new Token(this);
  }

  private void begin() {
    state.addAndGet(ONE);
  }

  private void end() {
    // Store, then look: pairs with the poll of AwaitAll, which registers before it looks.
    if (state.addAndGet(-ONE) == CLOSED) {
      ended.notifyWaiters();
    }
  }

  /// Says that no more tasks are to come. Until then, [#awaitAll] waits even without tasks.
  ///
  /// @return whether it was open
  public boolean close() {
    long before = state.getAndUpdate(word -> word | CLOSED);
    if (before == 0) {
      ended.notifyWaiters();
    }
    return (before & CLOSED) == 0;
  }

  /// Takes [#close] back.
  ///
  /// @return whether it was closed
  public boolean reopen() {
    return (state.getAndUpdate(word -> word & ~CLOSED) & CLOSED) != 0;
  }

  /// Whether it is closed.
  public boolean isClosed() {
    return (state.get() & CLOSED) != 0;
  }

  /// How many tasks have not ended.
  public long size() {
    return state.get() / ONE;
  }

  /// Whether all tasks have ended.
  public boolean isEmpty() {
    return size() == 0;
  }

  /// Completes when the tracker is closed and all tasks have ended. If that was so for a moment
  /// while it waited, that counts.
  ///
  /// Cancellation: dropping it loses nothing.
  public Future<Void> awaitAll() {
    return new AwaitAll(this);
  }

  @Override
  public String toString() {
    return "TaskTracker of " + size() + (isClosed() ? ", closed" : "");
  }

  /// See [TaskTracker#token].
  public static final class Token implements AutoCloseable {
    private final TaskTracker tracker;
    private final AtomicBoolean open = new AtomicBoolean(true);

    private Token(TaskTracker tracker) {
      this.tracker = tracker;
      tracker.begin();
    }

    /// Counts no longer. Any thread, any number of times.
    @Override
    public void close() {
      if (open.compareAndSet(true, false)) {
        tracker.end();
      }
    }
  }

  private static final class Tracked<T> extends RawFuture<T> implements Inspectable {
    private final TaskTracker tracker;

    /// Null once it has ended.
    private @Nullable Future<? extends T> future;

    private boolean polling;
    private boolean dropAfterPoll;

    Tracked(TaskTracker tracker, Future<? extends T> future) {
      this.tracker = tracker;
      this.future = future;
      tracker.begin();
    }

    private void end() {
      future = null;
      tracker.end();
    }

    @Override
    public @Nullable Object pollRaw(Context cx) throws Exception {
      Future<? extends T> inner = future;
      if (inner == null || polling) {
        throw new IllegalStateException(
            "a tracked future was polled after its end, or from inside its own poll");
      }
      Object answer;
      polling = true;
      try {
        answer = RawFuture.poll(inner, cx);
      } catch (Throwable failure) {
        polling = false;
        end();
        throw failure;
      }
      polling = false;
      if (answer != PENDING) {
        end();
        return dropAfterPoll ? PENDING : answer;
      }
      if (dropAfterPoll) {
        drop();
      }
      return PENDING;
    }

    @Override
    public void drop() {
      Future<? extends T> inner = future;
      if (polling) {
        dropAfterPoll = true;
      } else if (inner != null) {
        FailureHook.drop(inner);
        end();
      }
    }

    @Override
    public Poll<Void> pollCancel(Context cx) {
      Future<? extends T> inner = future;
      if (inner != null && !polling && !FailureHook.cancelled(inner, cx)) {
        return Poll.pending();
      }
      if (inner != null && !polling) {
        end();
      } else {
        drop();
      }
      return Poll.ready();
    }

    @Override
    public void inspect(Inspection into) {
      into.what("tracked").awaits(future);
    }
  }

  private static final class AwaitAll extends RawFuture<Void> {
    private final TaskTracker tracker;
    private Notify.@Nullable Notified signal;
    private boolean over;

    AwaitAll(TaskTracker tracker) {
      this.tracker = tracker;
    }

    @Override
    public @Nullable Object pollRaw(Context cx) {
      if (over) {
        throw new IllegalStateException("TaskTracker.awaitAll was polled after its end");
      }
      if (signal == null) {
        signal = tracker.ended.notified(); // before the look: a later end is told
      }
      if (tracker.state.get() == CLOSED) {
        if (!cx.proceed()) {
          return PENDING;
        }
        drop();
        return null;
      }
      Object answer = signal.pollRaw(cx);
      over = answer != PENDING;
      return answer;
    }

    @Override
    public void drop() {
      over = true;
      if (signal != null) {
        signal.drop();
      }
    }

    @Override
    public String toString() {
      return "TaskTracker.awaitAll, of " + tracker.size();
    }
  }
}
