package io.pollen.combine;

/// Which of two futures completed first, and its value. Take it apart with a `switch` without
/// default.
///
/// @param <A> the type of the first future's value
/// @param <B> the type of the second future's value
public sealed interface Select2<A, B> {

  /// The first future won with `value`.
  record First<A, B>(A value) implements Select2<A, B> {}

  /// The second future won with `value`.
  record Second<A, B>(B value) implements Select2<A, B> {}
}
