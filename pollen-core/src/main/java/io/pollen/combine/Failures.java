package io.pollen.combine;

/// Throws a stored failure again, the same object and unchanged.
final class Failures {
  private Failures() {}

  /// Never returns; `throw Failures.rethrow(t)` tells the compiler so.
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the cast is erased
  static <X extends Throwable> RuntimeException rethrow(Throwable failure) throws X {
    throw (X) failure;
  }
}
