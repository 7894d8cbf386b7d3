package io.pollen.combine;

import io.pollen.Context;
import io.pollen.Future;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// See `Async.firstSuccess`: the first branch that completes by a value decides; branches that fail
/// are only remembered.
final class FirstSuccessFuture<T> extends Group<T> {
  private final @Nullable Exception[] failures;
  private int left;
  private int random;

  FirstSuccessFuture(@Nullable Future<?>[] branches) {
    super(branches);
    this.failures = new Exception[branches.length];
    this.left = branches.length;
  }

  @Override
  @Nullable Object step(Context cx) throws Exception {
    int count = branches.length;
    random = random == 0 ? StartingBranch.seed(cx) : StartingBranch.next(random);
    int index = StartingBranch.of(random, count);
    for (int polled = 0; polled < count; polled++) {
      if (branches[index] != null) {
        Object answer = pollRemembering(index, cx);
        if (answer != PENDING) {
          release();
          return answer;
        }
      }
      index = index + 1 < count ? index + 1 : 0;
    }
    if (left == 0) {
      throw allFailed();
    }
    return PENDING;
  }

  private @Nullable Object pollRemembering(int index, Context cx) throws Exception {
    try {
      return pollBranch(index, cx);
    } catch (Exception failure) {
      failures[index] = failure;
      left--;
      return PENDING;
    }
  }

  private AllFailedException allFailed() {
    Throwable[] causes = new Throwable[failures.length];
    for (int index = 0; index < causes.length; index++) {
      causes[index] = Objects.requireNonNull(failures[index]);
    }
    return new AllFailedException(causes);
  }
}
