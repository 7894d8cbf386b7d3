package io.pollen.time;

import io.pollen.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/// Futures that wait for time to pass. They need a Pollen runtime: the first poll asks it for the
/// worker's timers and the clock, so under a [TestClock] all of them run on virtual time.
///
/// The resolution is 1 ms, rounded up, unless the runtime's builder says otherwise
/// (`timerResolution`). Waits beyond about 30 years are cut to that.
///
/// Every future here is **cancel-safe**: dropping it takes its timer out of the wheel in O(1).
/// Polled without a runtime they fail with an `IllegalStateException` that says what to do; so does
/// one that outlives its runtime.
public final class Time {
  private Time() {}

  /// Waits for `duration`, counted from the first poll; zero and less completes at the first poll.
  public static Sleep sleep(Duration duration) {
    return new Sleep(duration);
  }

  /// Waits until the clock shows `instant`; one in the past completes at the first poll. The wait
  /// is fixed at the first poll: later adjustments of the machine's wall clock do not move it.
  public static Sleep sleepUntil(Instant instant) {
    return new Sleep(instant);
  }

  /// Gives `future` at most `duration`, counted from the first poll.
  ///
  /// `future` is polled before the time is looked at: a timeout of zero still polls it once, and
  /// what is ready in time wins. When the time is up `future` is dropped first; then the timeout
  /// fails. It fires even if `future` spends the task's whole cooperative budget at every poll.
  ///
  /// Fails with `java.util.concurrent.TimeoutException`, whose message says the duration and what
  /// `future` was waiting for, or with what `future` threw.
  public static <T> Future<T> timeout(Duration duration, Future<? extends T> future) {
    return new Timeout<>(
        Objects.requireNonNull(duration, "duration"), Objects.requireNonNull(future, "future"));
  }

  /// Gives `future` until the clock shows `instant`; otherwise as [#timeout].
  public static <T> Future<T> timeoutAt(Instant instant, Future<? extends T> future) {
    return new Timeout<>(
        Objects.requireNonNull(instant, "instant"), Objects.requireNonNull(future, "future"));
  }

  /// Gives `future` at most `duration`, as [#timeout], and completes empty when the time is up. A
  /// `TimeoutException` of the future itself is a failure as any other. The future's value must not
  /// be null.
  public static <T> Future<Optional<T>> timeoutOrEmpty(
      Duration duration, Future<? extends T> future) {
    return new TimeoutOrEmpty<>(
        Objects.requireNonNull(duration, "duration"), Objects.requireNonNull(future, "future"));
  }

  /// Ticks now and then once in each `period`. The schedule begins at the first poll of the first
  /// tick, which completes at once.
  ///
  /// @throws IllegalArgumentException when `period` is not above zero
  public static Interval interval(Duration period) {
    return new Interval(new Sleep(Duration.ZERO), period);
  }

  /// Ticks at `start` and then once in each `period`.
  ///
  /// @throws IllegalArgumentException when `period` is not above zero
  public static Interval intervalAt(Instant start, Duration period) {
    return new Interval(new Sleep(start), period);
  }

  /// The time of the day by the runtime's clock: the machine's, or a [TestClock]'s. A future, as it
  /// is the context of a poll that knows the runtime; it completes at its first poll.
  public static Future<Instant> now() {
    return new Now();
  }
}
