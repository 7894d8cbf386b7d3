package io.pollen.combine;

import io.pollen.Future;
import io.pollen.Outcome;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The joins behind the facade `Async`. Users call that.
public final class Joins {
  /// Up to here a join polls all its branches at each wake; above, only those that were woken.
  private static final int POLL_ALL = 8;

  private Joins() {}

  /// A join of any number of futures whose values `finish` puts together.
  public static <T> Future<T> join(
      Function<@Nullable Object[], T> finish, @Nullable Future<?>... futures) {
    Future<?>[] branches = branchesOf(futures);
    return branches.length <= POLL_ALL
        ? new JoinFuture<>(branches, finish)
        : new JoinManyFuture<>(branches, finish);
  }

  /// See `Async.joinAll`.
  @SuppressWarnings("unchecked") // the results of futures of T
  public static <T> Future<List<T>> joinAll(Collection<? extends Future<? extends T>> futures) {
    return join(
        results -> (List<T>) Collections.unmodifiableList(Arrays.asList(results)),
        futures.toArray(new Future<?>[0]));
  }

  /// See `Async.joinSettled`.
  public static <T> Future<List<Outcome<T>>> joinSettled(
      Collection<? extends Future<? extends T>> futures) {
    return joinAll(futures.stream().map(Joins::<T>settled).toList());
  }

  @SuppressWarnings("unchecked") // a future is only read from
  private static <T> Future<Outcome<T>> settled(Future<? extends T> future) {
    return Adapters.catching((Future<T>) Objects.requireNonNull(future, "future"));
  }

  /// A copy of `futures` that holds no null.
  static Future<?>[] branchesOf(@Nullable Future<?>... futures) {
    Future<?>[] branches = new Future<?>[futures.length];
    for (int index = 0; index < futures.length; index++) {
      branches[index] = Objects.requireNonNull(futures[index], "future " + index);
    }
    return branches;
  }
}
