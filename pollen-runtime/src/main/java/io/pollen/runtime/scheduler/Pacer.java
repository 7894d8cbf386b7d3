package io.pollen.runtime.scheduler;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// How long one worker's polls take, and what follows from it: when to look at the injection queue,
/// at the driver, and when a backlog is worth waking or robbing somebody.
///
/// The mean is an exponentially weighted one over whole batches of polls, so that the clock is read
/// once for each batch. The injection interval is Tokio's (200 µs of polls, 2 to 127); the costs of
/// a wake-up across CPUs are measured ones.
final class Pacer {
  private static final double WEIGHT = 0.1;
  private static final long LONGEST_SAMPLE_NANOS = 1_000_000;
  private static final double INJECT_NANOS = 200_000;
  private static final double EVENTS_NANOS = 1_000_000;

  /// What waking a worker costs both sides together: less work than this is done sooner here.
  private static final double WAKE_NANOS = 50_000;

  /// What moving tasks to an awake worker costs.
  private static final double STEAL_NANOS = 3_000;

  private static final VarHandle POLLS;

  static {
    try {
      POLLS =
          MethodHandles.lookup()
              .findVarHandle(Pacer.class, "polls", long.class)
              .withInvokeExactBehavior();
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final int eventInterval;
  private final int fixedInjectInterval;

  // --- owner only ---
  private long batchFirst; // of its polls, the number
  private long batchStart;
  private double meanNanos;
  private int injectInterval = 61;
  private int untilEvents;
  private int wakeAt = 64;

  // --- the owner writes, any thread reads ---
  private volatile int stealAt = 8;
  private long polls; // opaque, through POLLS: a store for each poll, but no fence

  /// @param eventInterval how many polls at most between two looks at the driver
  /// @param injectInterval how many polls between two looks at the injection queue; 0 to tune it
  Pacer(int eventInterval, int injectInterval) {
    this.eventInterval = eventInterval;
    fixedInjectInterval = injectInterval;
    meanNanos = INJECT_NANOS / this.injectInterval;
    untilEvents = eventInterval;
  }

  void beginBatch(long now) {
    batchStart = now;
  }

  void polled() {
    POLLS.setOpaque(this, polls + 1);
  }

  /// Whether there were polls since the last batch.
  boolean inBatch() {
    return polls != batchFirst;
  }

  void endBatch(long now) {
    batch((int) (polls - batchFirst), now - batchStart);
    batchFirst = polls;
  }

  /// How many polls have begun. Any thread.
  long polls() {
    return (long) POLLS.getOpaque(this);
  }

  /// A batch of polls has taken this long.
  void batch(int polls, long nanos) {
    if (polls == 0) {
      return;
    }
    double sample = Math.clamp((double) nanos / polls, 0, LONGEST_SAMPLE_NANOS);
    meanNanos = sample * WEIGHT + meanNanos * (1 - WEIGHT);
    int interval = polls(INJECT_NANOS, 2, 127);
    if (Math.abs(interval - injectInterval) > 2) {
      injectInterval = interval;
    }
    untilEvents = polls(EVENTS_NANOS, 1, eventInterval);
    wakeAt = polls(WAKE_NANOS, 1, 128);
    int robAt = polls(STEAL_NANOS, 1, 16);
    if (robAt != stealAt) {
      stealAt = robAt;
    }
  }

  /// How many polls fit into `nanos`, within bounds.
  private int polls(double nanos, int least, int most) {
    return (int) Math.clamp(nanos / Math.max(meanNanos, 1), least, most);
  }

  /// Polls between two looks at the injection queue.
  int injectInterval() {
    return fixedInjectInterval > 0 ? fixedInjectInterval : injectInterval;
  }

  /// Polls between two looks at driver and timers.
  int untilEvents() {
    return untilEvents;
  }

  /// The backlog that justifies waking somebody.
  int wakeAt() {
    return wakeAt;
  }

  /// The backlog that is worth stealing from this worker. Any thread.
  int stealAt() {
    return stealAt;
  }
}
