package io.pollen.runtime.seam;

import java.time.Instant;

/// Time, as everything in Pollen sees it. Nothing calls `System.nanoTime` or `Instant.now` but the
/// machine's clock behind [#system].
///
/// A virtual clock stands still while anything runs. The scheduler gives it two places to act:
/// [#idle], asked before the last worker parks, and [#onJump], by which the clock tells the
/// scheduler that time has moved under a parked worker.
@FunctionalInterface
public interface Clock {

  /// Nanoseconds since an arbitrary origin; compare by subtraction only. Any thread.
  long nanos();

  /// The time of the day. Any thread. A clock that only counts has its origin at the epoch.
  default Instant now() {
    return Instant.EPOCH.plusNanos(nanos());
  }

  /// Nothing can happen before `nextDeadline`: may the clock jump there?
  ///
  /// The scheduler asks without a lock held, when no task is runnable, no worker polls a task and
  /// no blocking work of the runtime is queued or running (a blocking call would otherwise see time
  /// run away). It asks again when the last blocking work ends.
  ///
  /// @param nextDeadline the earliest deadline of all the runtime's timers in this clock's
  ///   nanoseconds; `Long.MAX_VALUE` when there is none
  /// @return true when the clock now shows `nextDeadline` or later: advance the timers instead of
  ///   parking. Always false for a clock that runs by itself
  default boolean idle(long nextDeadline) {
    return false;
  }

  /// Whether it runs by itself: then it is never asked by [#idle].
  default boolean runsByItself() {
    return false;
  }

  /// Calls `hook` whenever the clock was moved by hand, so that parked workers look at their timers
  /// again. The hook is short and never throws; any thread may run it.
  ///
  /// @return ends the registration when it is run, at the runtime's shutdown
  default Runnable onJump(Runnable hook) {
    return () -> {};
  }

  /// What has a clock: a runtime.
  interface Holder {

    /// The time that its timers go by. Any thread.
    Clock clock();
  }

  /// The machine's own clock.
  static Clock system() {
    return SystemClock.INSTANCE;
  }
}
