package io.pollen.runtime.driver;

/// What a driver has registered, and finds again by the token of an event.
abstract class Source {
  /// Set by the slab before the slot is published.
  long token;

  /// Ends it because its driver ends: who waits is woken.
  abstract void close();
}
