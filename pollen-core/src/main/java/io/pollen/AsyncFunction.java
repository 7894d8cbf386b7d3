package io.pollen;

import io.pollen.transform.Blocks;
import java.io.Serializable;

/// The body of an async block with one argument. See [AsyncBody].
///
/// @param <A> the type of the argument
/// @param <T> the type of the block's value
@FunctionalInterface
public interface AsyncFunction<A, T> extends Serializable {

  /// The body itself. Called by Pollen only: call [#start] instead.
  T apply(A argument) throws Exception;

  /// Makes a fresh, lazy future that runs the body with `argument` when it is polled.
  default Future<T> start(A argument) {
    return Blocks.start(this, argument);
  }
}
