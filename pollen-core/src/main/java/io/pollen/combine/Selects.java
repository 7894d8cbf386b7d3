package io.pollen.combine;

import io.pollen.Future;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// The races behind the facade `Async`. Users call that.
public final class Selects {
  private Selects() {}

  /// See `Async.race` and `Async.raceBiased`.
  @SuppressWarnings({"unchecked", "NullAway"}) // the value of a future of T, which may be null
  public static <T> Future<T> race(boolean biased, Future<?>... futures) {
    return new RaceFuture<>(branches("race", futures), biased, (index, value) -> (T) value);
  }

  /// See `Async.select`.
  @SuppressWarnings({"unchecked", "NullAway"}) // each value comes from the future of its type
  public static <A, B> Future<Select2<A, B>> select(
      boolean biased, Future<? extends A> first, Future<? extends B> second) {
    return new RaceFuture<>(
        branches("select", first, second),
        biased,
        (index, value) ->
            index == 0 ? new Select2.First<>((A) value) : new Select2.Second<>((B) value));
  }

  /// See `Async.select`.
  @SuppressWarnings({"unchecked", "NullAway"}) // each value comes from the future of its type
  public static <A, B, C> Future<Select3<A, B, C>> select(
      boolean biased,
      Future<? extends A> first,
      Future<? extends B> second,
      Future<? extends C> third) {
    return new RaceFuture<>(
        branches("select", first, second, third),
        biased,
        (index, value) ->
            switch (index) {
              case 0 -> new Select3.First<>((A) value);
              case 1 -> new Select3.Second<>((B) value);
              default -> new Select3.Third<>((C) value);
            });
  }

  /// See `Async.select`.
  @SuppressWarnings({"unchecked", "NullAway"}) // each value comes from the future of its type
  public static <A, B, C, D> Future<Select4<A, B, C, D>> select(
      boolean biased,
      Future<? extends A> first,
      Future<? extends B> second,
      Future<? extends C> third,
      Future<? extends D> fourth) {
    return new RaceFuture<>(
        branches("select", first, second, third, fourth),
        biased,
        (index, value) ->
            switch (index) {
              case 0 -> new Select4.First<>((A) value);
              case 1 -> new Select4.Second<>((B) value);
              case 2 -> new Select4.Third<>((C) value);
              default -> new Select4.Fourth<>((D) value);
            });
  }

  /// See `Async.selectAll`.
  public static <T> Future<Selected<T>> selectAll(Collection<? extends Future<T>> futures) {
    return new SelectAllFuture<>(branches("selectAll", futures.toArray(new Future<?>[0])));
  }

  /// See `Async.firstSuccess`.
  public static <T> Future<T> firstSuccess(Collection<? extends Future<? extends T>> futures) {
    return new FirstSuccessFuture<>(branches("firstSuccess", futures.toArray(new Future<?>[0])));
  }

  private static Future<?>[] branches(String name, @Nullable Future<?>... futures) {
    if (futures.length == 0) {
      throw new IllegalArgumentException(name + " needs at least one future: it would never end");
    }
    return Joins.branchesOf(futures);
  }
}
