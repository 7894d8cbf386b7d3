package io.pollen.runtime.scheduler;

import org.jspecify.annotations.Nullable;

/// What the watchdog knows of one worker: whether it is in a long poll, and whether that was told.
/// The watchdog's thread only.
final class Watched {
  /// Of a thread that seems to have no processor: after so many times the limit it counts as held
  /// by something nevertheless.
  private static final int PATIENCE = 10;

  /// After so many looks in a row that found a worker in another poll than before, or parked, it
  /// counts as free of long polls.
  private static final int CALM = 2;

  // --- constant ---
  private final long limitNanos;
  private final long tickNanos;

  // --- the watchdog's thread ---
  private long progress;
  private long still; // for how long that has not changed, in ns
  private int calm;
  private boolean stuck;
  private boolean told;
  private long cpu; // when it seemed to be stuck first, the CPU time of its thread; 0 before

  Watched(long limitNanos, long tickNanos) {
    this.limitNanos = limitNanos;
    this.tickNanos = tickNanos;
  }

  /// A look.
  ///
  /// @param thread that steps the worker; null when none does
  /// @param nanos for how long nobody has looked
  /// @return whether its poll is a long one that was not told of yet
  boolean observe(Worker worker, @Nullable Thread thread, long nanos) {
    long now = worker.progress();
    if (now != progress || worker.isParked() || thread == null) {
      forget(now);
      calm++;
      return false;
    }
    calm = 0;
    still += nanos;
    stuck |= still >= limitNanos && isHeld(thread);
    return stuck && !told;
  }

  /// Another worker begins in its place.
  void begin() {
    forget(-1);
    calm = 0;
  }

  private void forget(long now) {
    progress = now;
    still = 0;
    cpu = 0;
    stuck = false;
    told = false;
  }

  /// By what it waits for, or by its own computation.
  private boolean isHeld(Thread thread) {
    if (thread.getState() != Thread.State.RUNNABLE || still >= PATIENCE * limitNanos) {
      return true;
    }
    StackTraceElement[] stack = thread.getStackTrace();
    if (stack.length > 0 && stack[0].isNativeMethod()) {
      return true; // which may wait, too
    }
    long now = CpuTime.nanos(thread);
    if (now >= 0 && cpu == 0) {
      cpu = now;
      return false;
    }
    return now < 0 || now - cpu >= tickNanos / 2;
  }

  /// Tells of its poll.
  void tell(LongPolls longPolls, MultiThread scheduler, Worker worker) {
    told = longPolls.report(scheduler, worker, progress, still);
  }

  boolean isStuck() {
    return stuck;
  }

  boolean isCalm() {
    return calm >= CALM;
  }
}
