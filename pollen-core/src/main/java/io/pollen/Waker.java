package io.pollen;

/// Asks for another poll of the future that stored it.
///
/// May be called from any thread, any number of times, also after the future has completed (then
/// without effect), and without a runtime around. What happened before `wake()` happens-before the
/// poll that it causes: implementations publish with a read-modify-write also when the task is
/// already scheduled.
@FunctionalInterface
public interface Waker {

  /// Asks for another poll. Never blocks, never throws, runs no user code.
  void wake();

  /// Whether waking `other` would wake the same task, so that a stored waker need not be replaced.
  default boolean willWake(Waker other) {
    return this == other;
  }

  /// A waker that does nothing: for a single poll whose future nobody will poll again by itself.
  static Waker noop() {
    return NoopWaker.INSTANCE;
  }

  /// A waker that runs `action`, which must keep this interface's rules.
  static Waker of(Runnable action) {
    return action::run;
  }
}
