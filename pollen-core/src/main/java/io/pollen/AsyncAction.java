package io.pollen;

import io.pollen.transform.Blocks;
import java.io.Serializable;

/// The body of an async block without arguments and without a value. See [AsyncBody].
@FunctionalInterface
public interface AsyncAction extends Serializable {

  /// The body itself. Called by Pollen only: call [#start] instead.
  void run() throws Exception;

  /// Makes a fresh, lazy future that runs the body when it is polled.
  default Future<Void> start() {
    return Blocks.start(this);
  }
}
