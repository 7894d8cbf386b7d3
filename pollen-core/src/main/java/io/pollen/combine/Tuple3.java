package io.pollen.combine;

/// The values of three joined futures, in the order of the arguments. Take them apart with a record
/// pattern.
///
/// @param first the value of the first future
/// @param second the value of the second future
/// @param third the value of the third future
/// @param <A> the type of the first value
/// @param <B> the type of the second value
/// @param <C> the type of the third value
public record Tuple3<A, B, C>(A first, B second, C third) {}
