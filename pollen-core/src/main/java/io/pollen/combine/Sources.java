package io.pollen.combine;

import io.pollen.AsyncFunction;
import io.pollen.Future;
import io.pollen.woven.RawFuture;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// The futures that are made of no other future, behind the facade `Async`. Users call that.
public final class Sources {
  private Sources() {}

  /// See `Async.ready`.
  public static <T> Future<T> ready(@Nullable T value) {
    return new Constant<>(value);
  }

  /// See `Async.failed`.
  public static <T> Future<T> failed(Throwable failure) {
    return new FailedFuture<>(Objects.requireNonNull(failure, "failure"));
  }

  /// See `Async.pending`.
  public static <T> Future<T> pending() {
    return new Constant<>(RawFuture.PENDING);
  }

  /// See `Async.lazy`.
  public static <T> Future<T> lazy(Callable<? extends T> source) {
    return new LazyFuture<>(Objects.requireNonNull(source, "source"));
  }

  /// See `Async.pollFn`.
  public static <T> Future<T> pollFn(Future<? extends T> poll) {
    return new FencedFuture<>(Objects.requireNonNull(poll, "poll"));
  }

  /// See `Async.create`.
  public static <T> Future<T> create(Completer.Start<T> start) {
    return new CreatedFuture<>(Objects.requireNonNull(start, "start"));
  }

  /// See `Async.unconstrained`.
  public static <T> Future<T> unconstrained(Future<? extends T> future) {
    return new UnconstrainedFuture<>(Objects.requireNonNull(future, "future"));
  }

  /// See `Async.using`.
  public static <R extends AutoCloseable, T> Future<T> using(
      R resource, AsyncFunction<? super R, T> body) {
    return new UsingFuture<>(
        Objects.requireNonNull(resource, "resource"), Objects.requireNonNull(body, "body"));
  }

  /// See `Async.keep`.
  public static <T> Kept<T> keep(Future<? extends T> future) {
    return new Kept<>(Objects.requireNonNull(future, "future"));
  }

  /// See [Future#shared].
  public static <T> Shared<T> shared(Future<T> future) {
    return new Shared<>(future);
  }

  /// See [Future#abortable].
  public static <T> Abortable<T> abortable(Future<T> future) {
    return new Abortable<>(future);
  }
}
