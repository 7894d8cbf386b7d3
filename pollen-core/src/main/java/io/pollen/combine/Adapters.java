package io.pollen.combine;

import io.pollen.Context;
import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.Outcome;
import io.pollen.Poll;
import io.pollen.ThrowingFunction;
import io.pollen.Waker;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// What the default methods of [Future] call. Users call those.
public final class Adapters {
  private Adapters() {}

  /// See [Future#map].
  public static <A, T> Future<T> map(
      Future<A> source, ThrowingFunction<? super A, ? extends T> function) {
    return new MapFuture<>(source, Objects.requireNonNull(function, "function"));
  }

  /// See [Future#flatMap].
  public static <A, T> Future<T> flatMap(
      Future<A> source, ThrowingFunction<? super A, ? extends Future<? extends T>> function) {
    return new FlatMapFuture<>(source, Objects.requireNonNull(function, "function"));
  }

  /// See [Future#recover].
  public static <T, X extends Exception> Future<T> recover(
      Future<T> source, Class<X> type, ThrowingFunction<? super X, ? extends T> function) {
    return new RecoverFuture<>(
        source, Objects.requireNonNull(type, "type"), Objects.requireNonNull(function, "function"));
  }

  /// See [Future#recoverWith].
  public static <T> Future<T> recoverWith(
      Future<T> source,
      ThrowingFunction<? super Exception, ? extends Future<? extends T>> function) {
    return new RecoverWithFuture<>(source, Objects.requireNonNull(function, "function"));
  }

  /// See [Future#mapError].
  public static <T> Future<T> mapError(
      Future<T> source, ThrowingFunction<? super Exception, ? extends Exception> function) {
    return new MapErrorFuture<>(source, Objects.requireNonNull(function, "function"));
  }

  /// See [Future#inspect].
  public static <T> Future<T> inspect(Future<T> source, Consumer<? super T> onValue) {
    return new InspectFuture<>(source, Objects.requireNonNull(onValue, "onValue"), null);
  }

  /// See [Future#inspectError].
  public static <T> Future<T> inspectError(
      Future<T> source, Consumer<? super Exception> onFailure) {
    return new InspectFuture<>(source, null, Objects.requireNonNull(onFailure, "onFailure"));
  }

  /// See [Future#catching].
  public static <T> Future<Outcome<T>> catching(Future<T> source) {
    return new CatchingFuture<>(source);
  }

  /// See [Future#nowOrNever].
  public static <T> Optional<T> nowOrNever(Future<T> future) throws Exception {
    return switch (future.poll(Context.of(Waker.noop()))) {
      case Poll.Ready<T>(var value) -> Optional.ofNullable(value);
      case Poll.Pending<T>() -> {
        FailureHook.drop(future);
        yield Optional.empty();
      }
    };
  }

  /// See [Future#toCompletableFuture()].
  public static <T> CompletableFuture<T> toCompletableFuture(Future<T> future) {
    return EagerBridge.start(future, EagerBridge.ON_THE_WAKING_THREAD);
  }

  /// See [Future#toCompletableFuture(Executor)].
  public static <T> CompletableFuture<T> toCompletableFuture(Future<T> future, Executor executor) {
    return EagerBridge.start(future, Objects.requireNonNull(executor, "executor"));
  }
}
