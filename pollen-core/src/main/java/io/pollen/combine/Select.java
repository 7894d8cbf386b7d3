package io.pollen.combine;

import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.ThrowingFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A select with named branches and preconditions, made by `Async.select(Event.class)`.
///
/// ```
/// sealed interface Event { record Msg(String text) implements Event {} record Tick(long at) implements Event {} record Idle() implements Event {} }
///
/// switch (await(select(Event.class)
///     .on(inbox.receive(), Event.Msg::new)
///     .onIf(ticking, clock::tick, Event.Tick::new)
///     .orElse(Event.Idle::new))) {
///   case Event.Msg(var text) -> ...
///   case Event.Tick(var at) -> ...
///   case Event.Idle() -> ...
/// }
/// ```
///
/// The future of a disabled branch is not even built. The first branch to complete decides, by its
/// value or its failure; the others are dropped, in reverse order, before its mapper runs. The
/// branch that is polled first is chosen at random, unless [#biased].
///
/// @param <R> the common type of the results
public final class Select<R> {
  private final List<Branch<?, R>> branches = new ArrayList<>();
  private boolean biased;

  private record Branch<T, R>(
      Supplier<? extends Future<? extends T>> future,
      ThrowingFunction<? super T, ? extends R> mapper) {

    @SuppressWarnings({"unchecked", "NullAway"}) // the value of a future of T, which may be null
    R map(@Nullable Object value) throws Exception {
      return mapper.apply((T) value);
    }
  }

  private Select() {}

  /// See `Async.select(Class)`.
  public static <R> Select<R> of(Class<R> type) {
    Objects.requireNonNull(type, "type");
    return new Select<>();
  }

  /// A branch: when `future` completes first, the result is what `mapper` makes of its value.
  public <T> Select<R> on(
      Future<? extends T> future, ThrowingFunction<? super T, ? extends R> mapper) {
    Objects.requireNonNull(future, "future");
    return onIf(true, () -> future, mapper);
  }

  /// A branch with a precondition: unless `enabled`, it takes no part and `future` is not called.
  public <T> Select<R> onIf(
      boolean enabled,
      Supplier<? extends Future<? extends T>> future,
      ThrowingFunction<? super T, ? extends R> mapper) {
    Objects.requireNonNull(future, "future");
    Objects.requireNonNull(mapper, "mapper");
    if (enabled) {
      branches.add(new Branch<T, R>(future, mapper));
    }
    return this;
  }

  /// Polls the branches always from the top: earlier ones have priority, later ones may starve.
  public Select<R> biased() {
    biased = true;
    return this;
  }

  /// The select as a future.
  ///
  /// @throws IllegalStateException when all branches are disabled: give them an [#orElse]
  public Future<R> future() {
    if (branches.isEmpty()) {
      throw new IllegalStateException(
          "all branches of the select are disabled and it has no orElse: it would never end");
    }
    List<Branch<?, R>> enabled = List.copyOf(branches);
    Future<?>[] futures = new Future<?>[enabled.size()];
    for (int index = 0; index < futures.length; index++) {
      try {
        futures[index] =
            Objects.requireNonNull(
                enabled.get(index).future().get(), "the supplier of a branch returned null");
      } catch (RuntimeException | Error failure) {
        // Nobody else owns those that exist already.
        for (int built = index - 1; built >= 0; built--) {
          FailureHook.drop(Objects.requireNonNull(futures[built]));
        }
        throw failure;
      }
    }
    return new RaceFuture<>(futures, biased, (index, value) -> enabled.get(index).map(value));
  }

  /// The select as a future; when all branches are disabled, its value is what `otherwise` gives at
  /// the first poll.
  public Future<R> orElse(Callable<? extends R> otherwise) {
    Objects.requireNonNull(otherwise, "otherwise");
    return branches.isEmpty() ? Sources.lazy(otherwise) : future();
  }
}
