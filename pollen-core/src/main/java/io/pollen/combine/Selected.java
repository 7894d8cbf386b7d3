package io.pollen.combine;

import io.pollen.Future;
import java.util.List;

/// The result of `selectAll`.
///
/// @param index the winner's place among the arguments
/// @param value the winner's value
/// @param rest the other futures, in their order, with the progress they have made; whoever takes
///   them drops those that it will not finish
/// @param <T> the type of the values
public record Selected<T>(int index, T value, List<Future<T>> rest) {}
