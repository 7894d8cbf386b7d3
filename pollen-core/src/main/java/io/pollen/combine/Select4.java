package io.pollen.combine;

/// Which of four futures completed first, and its value. Take it apart with a `switch` without
/// default.
///
/// @param <A> the type of the first future's value
/// @param <B> the type of the second future's value
/// @param <C> the type of the third future's value
/// @param <D> the type of the fourth future's value
public sealed interface Select4<A, B, C, D> {

  /// The first future won with `value`.
  record First<A, B, C, D>(A value) implements Select4<A, B, C, D> {}

  /// The second future won with `value`.
  record Second<A, B, C, D>(B value) implements Select4<A, B, C, D> {}

  /// The third future won with `value`.
  record Third<A, B, C, D>(C value) implements Select4<A, B, C, D> {}

  /// The fourth future won with `value`.
  record Fourth<A, B, C, D>(D value) implements Select4<A, B, C, D> {}
}
