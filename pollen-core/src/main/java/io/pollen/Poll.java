package io.pollen;

/// The answer of one [Future#poll]: the value, or "not yet". A failure is neither: it is thrown by
/// the poll.
///
/// Take it apart with a `switch`; never compare it by identity.
///
/// @param <T> the type of the value
public sealed interface Poll<T> {

  /// The future has completed with `value`; it must not be polled again.
  ///
  /// @param value what the future was for; null where the future's value is null
  record Ready<T>(T value) implements Poll<T> {
    @SuppressWarnings("NullAway") // the value of a Future<Void> is null
    private static final Ready<?> NULL = new Ready<>(null);
  }

  /// The future has stored the context's waker and will call it when another poll is worth while.
  record Pending<T>() implements Poll<T> {
    private static final Pending<?> SHARED = new Pending<>();
  }

  /// A Ready answer. `ready(null)` is a shared instance.
  static <T> Poll<T> ready(T value) {
    return value == null ? ready() : new Ready<>(value);
  }

  /// The Ready answer without a value, a shared instance.
  @SuppressWarnings("unchecked")
  static <T> Poll<T> ready() {
    return (Poll<T>) Ready.NULL;
  }

  /// The Pending answer, a shared instance.
  @SuppressWarnings("unchecked")
  static <T> Poll<T> pending() {
    return (Poll<T>) Pending.SHARED;
  }

  /// Whether this is [Ready].
  default boolean isReady() {
    return this instanceof Ready<T>;
  }
}
