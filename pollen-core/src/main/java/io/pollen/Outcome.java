package io.pollen;

/// How a future ended, as a value: what [Future#catching] and `joinSettled` give. Take it apart
/// with a `switch`.
///
/// @param <T> the type of the value
public sealed interface Outcome<T> {

  /// The future completed with `value`, which is null where the future's value is null.
  record Success<T>(T value) implements Outcome<T> {}

  /// The future threw `cause`: an Exception, or an Error that is no VirtualMachineError.
  record Failure<T>(Throwable cause) implements Outcome<T> {}

  /// An outcome with a value.
  static <T> Outcome<T> success(T value) {
    return new Success<>(value);
  }

  /// An outcome with a failure.
  static <T> Outcome<T> failure(Throwable cause) {
    return new Failure<>(cause);
  }

  /// Whether this is [Success].
  default boolean isSuccess() {
    return this instanceof Success<T>;
  }

  /// The value, or the failure thrown as it was, the same throwable object.
  ///
  /// @throws Exception the failure's cause
  default T get() throws Exception {
    return switch (this) {
      case Success<T>(var value) -> value;
      case Failure<T>(Exception cause) -> throw cause;
      case Failure<T>(Error cause) -> throw cause;
      case Failure<T>(Throwable cause) ->
          throw new IllegalStateException("a failure that is neither Exception nor Error", cause);
    };
  }
}
