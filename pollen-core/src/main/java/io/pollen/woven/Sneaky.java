package io.pollen.woven;

/// Throws what the compiler would not let through: an await rethrows unchanged whatever the awaited
/// future threw.
final class Sneaky {
  private Sneaky() {}

  static RuntimeException rethrow(Throwable failure) {
    throw Sneaky.<RuntimeException>unchecked(failure);
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> E unchecked(Throwable failure) throws E {
    throw (E) failure;
  }
}
