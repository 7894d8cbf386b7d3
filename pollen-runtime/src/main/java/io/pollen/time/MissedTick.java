package io.pollen.time;

/// What an [Interval] does when a tick is awaited more than 5 ms after its time.
///
/// For a period of 50 ms, and a program that was busy until 120 ms (the ticks of 50 and 100 were
/// missed):
///
/// | policy | ticks at                        |
/// |--------|---------------------------------|
/// | BURST  | 120, 120, 150, 200, 250         |
/// | DELAY  | 120, 170, 220, 270              |
/// | SKIP   | 120, 150, 200, 250              |
public enum MissedTick {
  /// Catches up: missed ticks complete at once until the schedule is met again. The default.
  BURST {
    @Override
    long next(long scheduled, long now, long period) {
      return scheduled + period;
    }
  },
  /// Shifts the schedule: the next tick is a period after now.
  DELAY {
    @Override
    long next(long scheduled, long now, long period) {
      return now + period;
    }
  },
  /// Keeps the schedule's phase: the missed ticks are left out.
  SKIP {
    @Override
    long next(long scheduled, long now, long period) {
      return now + period - (now - scheduled) % period;
    }
  };

  /// The deadline after a late tick; all in the clock's nanoseconds.
  abstract long next(long scheduled, long now, long period);
}
