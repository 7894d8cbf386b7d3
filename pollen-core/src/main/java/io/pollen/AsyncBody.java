package io.pollen;

import io.pollen.transform.Blocks;
import java.io.Serializable;

/// The body of an async block without arguments: a lambda or method reference in which `await` may
/// be used. Own interfaces may extend it; a body can be stored, passed on and started many times.
///
/// It is `Serializable` only so that a lambda can tell its implementation method; it is never
/// serialized.
///
/// @param <T> the type of the block's value
@FunctionalInterface
public interface AsyncBody<T> extends Serializable {

  /// The body itself. Called by Pollen only: call [#start] instead.
  T run() throws Exception;

  /// Makes a fresh, lazy future that runs the body when it is polled.
  default Future<T> start() {
    return Blocks.start(this);
  }
}
