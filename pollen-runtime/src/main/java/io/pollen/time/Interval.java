package io.pollen.time;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.runtime.seam.Clock;
import io.pollen.woven.RawFuture;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Ticks at a steady period. Made by [Time#interval] and [Time#intervalAt].
///
/// ```java
/// var every = interval(Duration.ofSeconds(1));
/// while (true) {
///   await(every.tick()); // the first at once
///   report();
/// }
/// ```
///
/// The schedule does not drift: a tick is a period after the *time* of the one before, not after
/// when it was awaited; what happens when one is awaited more than 5 ms late is the [MissedTick]
/// policy's.
///
/// One owner, as with a future: one tick is awaited at a time, from any thread.
public final class Interval {
  /// How late a tick may be awaited before the missed-tick policy is asked (Tokio's number).
  static final long TOLERANCE_NANOS = 5_000_000;

  private final long periodNanos;
  private final Sleep delay;
  private MissedTick policy = MissedTick.BURST;
  private @Nullable Tick current;

  Interval(Sleep first, Duration period) {
    if (period.isZero() || period.isNegative()) {
      throw new IllegalArgumentException("the period of an interval must be above zero: " + period);
    }
    this.periodNanos = Durations.nanos(period);
    this.delay = first;
  }

  /// The next tick: a future that completes with the time for which the tick was scheduled.
  ///
  /// **Cancel-safe**: a dropped tick is not lost, the next `tick()` waits for the same time. An
  /// interval never ends.
  public Future<Instant> tick() {
    return new Tick(this);
  }

  /// Chooses what happens to missed ticks; BURST until then.
  public Interval missedTick(MissedTick choice) {
    policy = Objects.requireNonNull(choice, "choice");
    return this;
  }

  /// The policy in force.
  public MissedTick missedTick() {
    return policy;
  }

  /// The time between two ticks.
  public Duration period() {
    return Duration.ofNanos(periodNanos);
  }

  /// Begins the schedule anew: the next tick is one period from now.
  public void reset() {
    delay.reset(period());
  }

  /// Begins the schedule anew with a tick that is due at once.
  public void resetImmediately() {
    delay.reset(Duration.ZERO);
  }

  /// Begins the schedule anew: the next tick is `duration` from now.
  public void resetAfter(Duration duration) {
    delay.reset(duration);
  }

  /// Begins the schedule anew: the next tick is at `instant`.
  public void resetAt(Instant instant) {
    delay.resetUntil(instant);
  }

  private @Nullable Object poll(Tick tick, Context cx) {
    if (current != null && current != tick) {
      throw new IllegalStateException(
          "two ticks of one interval are awaited at once: await or drop the first one");
    }
    if (!delay.due(cx)) {
      current = tick;
      return RawFuture.PENDING;
    }
    current = null;
    Clock clock = delay.boundClock();
    long scheduled = delay.dueNanos();
    long now = clock.nanos();
    long next =
        now - scheduled > TOLERANCE_NANOS
            ? policy.next(scheduled, now, periodNanos)
            : scheduled + periodNanos;
    delay.next(next);
    return clock.now().plusNanos(scheduled - now);
  }

  private void forget(Tick tick) {
    if (current == tick) {
      current = null;
      delay.pause();
    }
  }

  /// One tick: the interval's timer, borrowed.
  private static final class Tick extends RawFuture<Instant> {
    private @Nullable Interval interval;

    Tick(Interval interval) {
      this.interval = interval;
    }

    @Override
    public String toString() {
      Interval of = interval;
      return of == null ? "a tick, completed or dropped" : "a tick of an interval, " + of.delay;
    }

    @Override
    public @Nullable Object pollRaw(Context cx) {
      Interval from = interval;
      if (from == null) {
        throw new IllegalStateException("a tick was polled after it had completed or was dropped");
      }
      interval = null; // also when the poll throws
      Object answer = from.poll(this, cx);
      if (answer == PENDING) {
        interval = from;
      }
      return answer;
    }

    @Override
    public void drop() {
      Interval from = interval;
      interval = null;
      if (from != null) {
        from.forget(this);
      }
    }
  }
}
