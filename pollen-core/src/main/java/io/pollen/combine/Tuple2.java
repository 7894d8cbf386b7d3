package io.pollen.combine;

/// The values of two joined futures, in the order of the arguments. Take them apart with a record
/// pattern.
///
/// @param first the value of the first future
/// @param second the value of the second future
/// @param <A> the type of the first value
/// @param <B> the type of the second value
public record Tuple2<A, B>(A first, B second) {}
