package io.pollen.runtime.driver;

/// One worker's timers, as its scheduler sees them.
public interface Timers {

  /// When [#advance] has to be called next, in the clock's nanoseconds; `Long.MAX_VALUE` when
  /// nothing waits. Any thread.
  long nextDeadline();

  /// Fires every timer that is due at `nowNanos`, waking after all internal locks are released. Any
  /// thread; does nothing when another thread is advancing.
  ///
  /// @return how many timers fired
  int advance(long nowNanos);
}
