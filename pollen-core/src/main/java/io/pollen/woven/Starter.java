package io.pollen.woven;

import org.jspecify.annotations.Nullable;

/// Makes fresh state machines for async bodies.
///
/// A body that was woven at build time is one itself. For others the transformer makes one for each
/// class of bodies.
public interface Starter {

  /// A fresh machine, which has not begun.
  ///
  /// @param body the lambda or object whose body is to run
  /// @param first the body's first argument, if it has one
  /// @param second the body's second argument, if it has one
  /// @return null when `body` is of a subclass that was not woven: only that class knows its body
  @Nullable StateMachine<?> machine(Object body, @Nullable Object first, @Nullable Object second);
}
