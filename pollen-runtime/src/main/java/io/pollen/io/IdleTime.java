package io.pollen.io;

import io.pollen.runtime.seam.Clock;
import org.jspecify.annotations.Nullable;

/// For how long operations of a stream have waited and nothing has moved. Any thread; time counts
/// while at least one of them waits.
final class IdleTime {
  private final long limitNanos;

  // --- under the monitor ---
  private int waiting;

  /// Of who waits; null before anybody has.
  private @Nullable Clock clock;

  /// Waited before [#since], in nanoseconds.
  private long before;

  /// By the clock; meaningful while somebody waits.
  private long since;

  private long expiries;

  IdleTime(long limitNanos) {
    this.limitNanos = limitNanos;
  }

  /// An operation begins to wait.
  ///
  /// @return what [#isOver] wants to know
  synchronized long begin(Clock by) {
    if (waiting++ == 0) {
      clock = by;
      since = by.nanos();
    }
    return expiries;
  }

  /// An operation waits no more.
  synchronized void end() {
    if (--waiting == 0 && clock != null) {
      before += clock.nanos() - since;
    }
  }

  /// Something has moved.
  synchronized void moved() {
    before = 0;
    if (waiting > 0 && clock != null) {
      since = clock.nanos();
    }
  }

  /// When the limit is reached if nothing moves, in the clock's nanoseconds. For who waits.
  synchronized long deadline() {
    return since + limitNanos - before;
  }

  /// Whether the limit has been reached since an operation began to wait: for this one, or for
  /// another one that was polled before it. Time counts anew then, for whoever tries again.
  ///
  /// @param begun what [#begin] has answered
  synchronized boolean isOver(long begun) {
    if (expiries == begun && clock != null && deadline() - clock.nanos() <= 0) {
      expiries++;
      moved();
    }
    return expiries != begun;
  }
}
