package io.pollen.combine;

import io.pollen.Context;
import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.Inspection;
import io.pollen.woven.RawFuture;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A combinator over an array of branches; a branch that has completed or was dropped is null.
abstract class Group<T> extends Combinator<T> {
  final @Nullable Future<?>[] branches;

  /// @param branches owned by this group from now on
  Group(@Nullable Future<?>[] branches) {
    this.branches = branches;
  }

  /// One poll of branch `index`, which must not be null; it is let go when it completes or throws.
  final @Nullable Object pollBranch(int index, Context cx) throws Exception {
    Object answer;
    try {
      answer = RawFuture.poll(Objects.requireNonNull(branches[index]), cx);
    } catch (Throwable failure) {
      branches[index] = null;
      throw failure;
    }
    if (answer != PENDING) {
      branches[index] = null;
    }
    return answer;
  }

  @Override
  public void inspect(Inspection into) {
    int left = 0;
    for (Future<?> branch : branches) {
      left += branch == null ? 0 : 1;
      into.awaits(branch);
    }
    into.what(left == branches.length ? label() : label() + ", " + left + " of " + branches.length);
  }

  /// Drops the branches that are left, in reverse order of the arguments.
  @Override
  void release() {
    for (int index = branches.length - 1; index >= 0; index--) {
      Future<?> branch = branches[index];
      branches[index] = null;
      if (branch != null) {
        FailureHook.drop(branch);
      }
    }
  }

  /// Cancels all branches concurrently: each is polled, in reverse order, until its cleanup is
  /// done.
  @Override
  boolean releasePatiently(Context cx) {
    boolean finished = true;
    for (int index = branches.length - 1; index >= 0; index--) {
      Future<?> branch = branches[index];
      if (branch == null) {
        continue;
      }
      if (FailureHook.cancelled(branch, cx)) {
        branches[index] = null;
      } else {
        finished = false;
      }
    }
    return finished;
  }
}
