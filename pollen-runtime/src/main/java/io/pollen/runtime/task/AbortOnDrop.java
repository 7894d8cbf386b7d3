package io.pollen.runtime.task;

import io.pollen.AwaitTree;
import io.pollen.Context;
import io.pollen.FailureHook;
import io.pollen.Inspectable;
import io.pollen.Inspection;
import io.pollen.Poll;
import io.pollen.woven.Eager;
import io.pollen.woven.RawFuture;
import org.jspecify.annotations.Nullable;

/// A task that ends with whoever waits for it: see [JoinHandle#abortOnDrop]. Awaiting it is
/// awaiting the handle; dropping it before the end, or closing it, aborts the task.
///
/// @param <T> the type of the task's value
public final class AbortOnDrop<T> extends RawFuture<T>
    implements Eager, AutoCloseable, Inspectable {
  private @Nullable JoinHandle<T> handle;

  AbortOnDrop(JoinHandle<T> handle) {
    this.handle = handle;
  }

  @Override
  public @Nullable Object pollRaw(Context cx) throws Exception {
    JoinHandle<T> task = handle;
    if (task == null) {
      throw new IllegalStateException(
          "an abortOnDrop handle was polled after it had completed, was dropped or detached");
    }
    Object answer;
    try {
      answer = RawFuture.poll(task, cx);
    } catch (Throwable failure) {
      handle = null;
      throw failure;
    }
    if (answer != PENDING) {
      handle = null;
    }
    return answer;
  }

  /// Takes the task back: it goes on whatever happens to this object.
  ///
  /// @throws IllegalStateException when it has been awaited to its end, dropped or detached
  public JoinHandle<T> detach() {
    JoinHandle<T> task = handle;
    if (task == null) {
      throw new IllegalStateException("this abortOnDrop handle has no task any more");
    }
    handle = null;
    return task;
  }

  /// Aborts the task, unless it was awaited to its end or detached. Does not wait.
  @Override
  public void drop() {
    JoinHandle<T> task = handle;
    handle = null;
    if (task != null) {
      task.abort();
      task.drop();
    }
  }

  /// Aborts the task, and waits for its end.
  @Override
  public Poll<Void> pollCancel(Context cx) {
    JoinHandle<T> task = handle;
    if (task == null) {
      return Poll.ready();
    }
    task.abort();
    try {
      if (RawFuture.poll(task, cx) == PENDING) {
        return Poll.pending();
      }
    } catch (TaskCancelledException asAsked) {
      // The end that was waited for.
    } catch (Throwable failure) {
      FailureHook.report(task, failure);
    }
    handle = null;
    return Poll.ready();
  }

  /// As [#drop].
  @Override
  public void close() {
    drop();
  }

  /// What the task waits for. Any thread.
  public AwaitTree awaitTree() {
    return AwaitTree.of(this);
  }

  @Override
  public void inspect(Inspection into) {
    into.what("abortOnDrop").awaits(handle);
  }

  @Override
  public String toString() {
    return "abortOnDrop of " + handle;
  }
}
