package io.pollen;

import io.pollen.transform.Blocks;
import java.io.Serializable;

/// The body of an async block with two arguments. See [AsyncBody].
///
/// @param <A> the type of the first argument
/// @param <B> the type of the second argument
/// @param <T> the type of the block's value
@FunctionalInterface
public interface AsyncBiFunction<A, B, T> extends Serializable {

  /// The body itself. Called by Pollen only: call [#start] instead.
  T apply(A first, B second) throws Exception;

  /// Makes a fresh, lazy future that runs the body with the arguments when it is polled.
  default Future<T> start(A first, B second) {
    return Blocks.start(this, first, second);
  }
}
