package io.pollen.combine;

/// The values of six joined futures, in the order of the arguments. Take them apart with a record
/// pattern.
///
/// @param first the value of the first future
/// @param second the value of the second future
/// @param third the value of the third future
/// @param fourth the value of the fourth future
/// @param fifth the value of the fifth future
/// @param sixth the value of the sixth future
/// @param <A> the type of the first value
/// @param <B> the type of the second value
/// @param <C> the type of the third value
/// @param <D> the type of the fourth value
/// @param <E> the type of the fifth value
/// @param <F> the type of the sixth value
public record Tuple6<A, B, C, D, E, F>(A first, B second, C third, D fourth, E fifth, F sixth) {}
