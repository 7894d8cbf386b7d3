package io.pollen.combine;

/// Which of three futures completed first, and its value. Take it apart with a `switch` without
/// default.
///
/// @param <A> the type of the first future's value
/// @param <B> the type of the second future's value
/// @param <C> the type of the third future's value
public sealed interface Select3<A, B, C> {

  /// The first future won with `value`.
  record First<A, B, C>(A value) implements Select3<A, B, C> {}

  /// The second future won with `value`.
  record Second<A, B, C>(B value) implements Select3<A, B, C> {}

  /// The third future won with `value`.
  record Third<A, B, C>(C value) implements Select3<A, B, C> {}
}
