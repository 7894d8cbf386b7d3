package io.pollen.combine;

import io.pollen.Context;
import io.pollen.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// See `Async.join`: every branch to its end, or the first failure. The branch that is polled first
/// rotates, so that each one gets the fresh budget in its turn (the way of Tokio's `join!`).
final class JoinFuture<T> extends Group<T> {
  private final @Nullable Object[] results;
  private final Function<@Nullable Object[], T> finish;
  private int missing;
  private int first;

  JoinFuture(@Nullable Future<?>[] branches, Function<@Nullable Object[], T> finish) {
    super(branches);
    this.results = new Object[branches.length];
    this.finish = finish;
    this.missing = branches.length;
  }

  @Override
  @Nullable Object step(Context cx) throws Exception {
    int count = branches.length;
    int index = first;
    first = index + 1 < count ? index + 1 : 0;
    for (int polled = 0; polled < count; polled++) {
      if (branches[index] != null) {
        Object answer = pollBranch(index, cx);
        if (answer != PENDING) {
          results[index] = answer;
          missing--;
        }
      }
      index = index + 1 < count ? index + 1 : 0;
    }
    return missing == 0 ? finish.apply(results) : PENDING;
  }
}
