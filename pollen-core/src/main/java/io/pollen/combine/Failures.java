package io.pollen.combine;

import io.pollen.woven.AwaitStack;

/// Throws a stored failure again, the same object and unchanged; its awaits are noted beside it.
final class Failures {
  private Failures() {}

  /// Never returns; `throw Failures.rethrow(t)` tells the compiler so.
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the cast is erased
  static <X extends Throwable> RuntimeException rethrow(Throwable failure) throws X {
    AwaitStack.rethrown(failure);
    throw (X) failure;
  }
}
