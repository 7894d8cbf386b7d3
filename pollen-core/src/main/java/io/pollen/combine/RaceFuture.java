package io.pollen.combine;

import io.pollen.Context;
import io.pollen.Future;
import org.jspecify.annotations.Nullable;

/// See `Async.race` and `Async.select`: the first branch to complete decides; the others are
/// dropped before its result is visible.
final class RaceFuture<T> extends Group<T> {
  /// What is made of the winner's value, after the losers were dropped.
  @FunctionalInterface
  interface Winner<T> {
    T won(int index, @Nullable Object value) throws Exception;
  }

  private final Winner<T> winner;
  private final boolean biased;
  private int random;

  RaceFuture(@Nullable Future<?>[] branches, boolean biased, Winner<T> winner) {
    super(branches);
    this.biased = biased;
    this.winner = winner;
  }

  @Override
  @Nullable Object step(Context cx) throws Exception {
    int count = branches.length;
    int index = biased ? 0 : randomStart(cx, count);
    for (int polled = 0; polled < count; polled++) {
      if (branches[index] != null) {
        Object answer = pollBranch(index, cx);
        if (answer != PENDING) {
          release();
          return winner.won(index, answer);
        }
      }
      index = index + 1 < count ? index + 1 : 0;
    }
    return PENDING;
  }

  private int randomStart(Context cx, int count) {
    random = random == 0 ? StartingBranch.seed(cx) : StartingBranch.next(random);
    return StartingBranch.of(random, count);
  }
}
