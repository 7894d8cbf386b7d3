package io.pollen;

/// A function that may throw: what the adapters of [Future] take. A failure of the function is the
/// failure of the adapted future.
///
/// @param <A> the type of the argument
/// @param <R> the type of the result
@FunctionalInterface
public interface ThrowingFunction<A, R> {

  /// Applies the function. Runs inside a poll: it must not block.
  R apply(A argument) throws Exception;
}
