package io.pollen.runtime.seam;

/// How one worker sleeps and is woken.
///
/// An [#unpark] that comes before the [#park] makes that park return at once, so a worker that
/// announces itself as parked, looks at its queues once more and then parks misses nothing.
public interface Idler {

  /// The shorter of two waits in nanoseconds; negative: without limit.
  static long shorter(long a, long b) {
    return a < 0 ? b : b < 0 ? a : Math.min(a, b);
  }

  /// Sleeps until [#unpark], the timeout, or for no reason at all. The owner only.
  ///
  /// @param timeoutNanos how long at most; negative: without limit
  void park(long timeoutNanos);

  /// The same, but leaves the place where events are waited for to a sibling that shares it and
  /// will be back there.
  default void parkAside(long timeoutNanos) {
    park(timeoutNanos);
  }

  /// Ends the sleep, or prevents the next one. Any thread, any number of times.
  void unpark();
}
