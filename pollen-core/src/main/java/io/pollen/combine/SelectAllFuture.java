package io.pollen.combine;

import io.pollen.Context;
import io.pollen.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// See `Async.selectAll`: the first branch to complete, and the others handed back.
final class SelectAllFuture<T> extends Group<Selected<T>> {
  private int random;

  SelectAllFuture(@Nullable Future<?>[] branches) {
    super(branches);
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // a future of a nullable T may be ready with null
  @Nullable Object step(Context cx) throws Exception {
    int count = branches.length;
    random = random == 0 ? StartingBranch.seed(cx) : StartingBranch.next(random);
    int index = StartingBranch.of(random, count);
    for (int polled = 0; polled < count; polled++) {
      Object answer = pollBranch(index, cx);
      if (answer != PENDING) {
        if (isDropRequested()) {
          return PENDING; // the others stay here, to be dropped
        }
        return new Selected<>(index, (T) answer, takeRest());
      }
      index = index + 1 < count ? index + 1 : 0;
    }
    return PENDING;
  }

  /// Moves the ownership of the other branches to the caller.
  @SuppressWarnings("unchecked") // all branches are futures of T
  private List<Future<T>> takeRest() {
    List<Future<T>> rest = new ArrayList<>(branches.length - 1);
    for (int index = 0; index < branches.length; index++) {
      Future<?> branch = branches[index];
      branches[index] = null;
      if (branch != null) {
        rest.add((Future<T>) branch);
      }
    }
    return Collections.unmodifiableList(rest);
  }
}
