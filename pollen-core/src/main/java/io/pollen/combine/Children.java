package io.pollen.combine;

import io.pollen.AtomicWaker;
import io.pollen.Context;
import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.Inspection;
import io.pollen.woven.RawFuture;
import org.jspecify.annotations.Nullable;

/// A set of futures of which only those are polled that were woken: the engine of [FutureSet] and
/// of large joins, after the `FuturesUnordered` of Rust's futures crate.
///
/// The way of a wake: `Child.wake` sets QUEUED and pushes the child, then wakes the task that polls
/// the set; the task's poll registers its waker, *then* takes children from the queue: either it
/// finds the child, or the waking thread finds its waker.
///
/// The yield rule (the numbers are those of futures-rs): one `pollNext` gives way after it has
/// polled as many children as there were, or after two that woke themselves during their poll;
/// without it a set of busy children would spin for ever inside one poll.
final class Children {
  private static final int MAX_SELF_WAKES = 2;

  // --- every thread ---
  private final ReadyQueue ready = new ReadyQueue();
  private final AtomicWaker task = new AtomicWaker();

  // --- owner only ---
  private @Nullable Child newest;
  private int size;

  /// Adds a future; it is polled by the next [#pollNext].
  void add(Future<?> future, int index) {
    Child child = new Child(this, future, index);
    Child before = newest;
    child.older = before;
    if (before != null) {
      before.newer = child;
    }
    newest = child;
    size++;
    child.wake();
  }

  int size() {
    return size;
  }

  /// Called by a child that was woken, on any thread.
  void woken(Child child) {
    ready.push(child);
    task.wake();
  }

  /// Polls woken children until one completes.
  ///
  /// @return the completed child with its `value` set and no longer part of the set, or null when
  ///   none completed: the context's waker is stored, or was called to go on later
  /// @throws Exception the failure of one child, which is no longer part of the set
  @Nullable Child pollNext(Context cx) throws Exception {
    task.register(cx.waker());
    int limit = size;
    int polled = 0;
    int selfWakes = 0;
    for (Child child; (child = ready.poll()) != null; ) {
      Future<?> future = child.future;
      if (future == null) {
        continue;
      }
      child.unqueued();
      Object answer;
      try {
        answer = RawFuture.poll(future, cx.withWaker(child));
      } catch (Throwable failure) {
        remove(child);
        throw failure;
      }
      if (answer != RawFuture.PENDING) {
        if (remove(child)) {
          child.value = answer;
          return child;
        }
        continue;
      }
      polled++;
      if (child.isQueued()) {
        selfWakes++;
      }
      if (polled >= limit || selfWakes >= MAX_SELF_WAKES) {
        // Those that remain queued are reached by the poll that this wake causes.
        cx.waker().wake();
        return null;
      }
    }
    return null;
  }

  /// Drops all children, the newest first.
  void drop() {
    for (Child child = newest; child != null; child = newest) {
      Future<?> future = child.future;
      remove(child);
      if (future != null) {
        FailureHook.drop(future);
      }
    }
  }

  /// Cancels all children concurrently, the newest first.
  ///
  /// @return whether all of them are done
  boolean cancel(Context cx) {
    for (Child child = newest; child != null; ) {
      Child following = child.older;
      Future<?> future = child.future;
      if (future == null || FailureHook.cancelled(future, cx)) {
        remove(child);
      }
      child = following;
    }
    return size == 0;
  }

  /// Any thread. The list only ever leads to older children, so this ends whatever the owner does
  /// meanwhile.
  void inspect(Inspection into) {
    int most = size;
    Child child = newest;
    for (int shown = 0; child != null && shown < most; shown++) {
      into.awaits(child.future);
      child = child.older;
    }
  }

  /// @return false when it was not part of the set any more: dropped from inside its own poll
  private boolean remove(Child child) {
    if (child.future == null) {
      return false;
    }
    child.retire();
    Child newer = child.newer;
    Child older = child.older;
    if (newer == null) {
      newest = older;
    } else {
      newer.older = older;
    }
    if (older != null) {
      older.newer = newer;
    }
    child.newer = null;
    child.older = null;
    size--;
    return true;
  }
}
