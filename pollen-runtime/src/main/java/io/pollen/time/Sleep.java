package io.pollen.time;

import io.pollen.Context;
import io.pollen.runtime.driver.TimerEntry;
import io.pollen.runtime.seam.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A future that completes when a point in time is reached: never earlier, rounded up to the next
/// millisecond (or what the runtime's timer resolution is). Made by [Time#sleep] and
/// [Time#sleepUntil].
///
/// **Cancel-safe**: dropping it takes the timer out of its wheel. Its owner may [#reset] it between
/// two polls, also after it has completed: then it can be awaited again.
public final class Sleep extends TimerEntry<Void> {

  Sleep(Duration duration) {
    super(duration);
  }

  Sleep(Instant instant) {
    super(instant);
  }

  @Override
  public @Nullable Object pollRaw(Context cx) {
    if (!reached(cx) || !cx.proceed()) {
      return PENDING;
    }
    finish();
    return null;
  }

  @Override
  public void drop() {
    discard();
  }

  /// Waits anew, for `duration` from now (from the first poll, if that is still to come). If it is
  /// being waited for, the waiter stays and is woken at the new deadline instead.
  ///
  /// @throws IllegalStateException after drop
  public void reset(Duration duration) {
    restart(duration);
  }

  /// Waits anew, until the clock shows `instant`.
  ///
  /// @throws IllegalStateException after drop
  public void resetUntil(Instant instant) {
    restart(instant);
  }

  /// Moves the deadline by so much; negative: to an earlier time. Before the first poll it changes
  /// the duration. If it is being waited for, the waiter stays. The cheapest way to put something
  /// off: no clock is read, and a later deadline does not move the timer.
  ///
  /// @throws IllegalStateException after drop
  public void postpone(Duration by) {
    move(by);
  }

  /// When it completes; empty before the first poll, by which a duration begins to count.
  public Optional<Instant> deadline() {
    Clock clock = clock();
    return clock == null
        ? Optional.empty()
        : Optional.of(clock.now().plusNanos(deadlineNanos() - clock.nanos()));
  }

  /// Whether the deadline has passed, polled or not.
  public boolean isElapsed() {
    Clock clock = clock();
    return clock != null && clock.nanos() - deadlineNanos() >= 0;
  }

  @Override
  protected String name() {
    return "a sleep";
  }

  // ---- for Interval, which goes on after each deadline ----

  boolean due(Context cx) {
    return reached(cx) && cx.proceed();
  }

  long dueNanos() {
    return deadlineNanos();
  }

  Clock boundClock() {
    if (clock() instanceof Clock clock) {
      return clock;
    }
    throw new IllegalStateException("the interval has not been polled");
  }

  void next(long deadlineNanos) {
    restartAt(deadlineNanos);
  }

  void pause() {
    park();
  }
}
