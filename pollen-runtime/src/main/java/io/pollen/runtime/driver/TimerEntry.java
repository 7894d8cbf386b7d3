package io.pollen.runtime.driver;

import io.pollen.Context;
import io.pollen.Waker;
import io.pollen.runtime.seam.Clock;
import io.pollen.woven.RawFuture;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A future that waits for a point in time and *is* the timer wheel's entry, so that waiting
/// allocates nothing: the base of `io.pollen.time`'s futures. 40 bytes.
///
/// The first poll reads the clock, turns a duration into a deadline, and arms the entry in the
/// wheel of the worker that polls. It stays in that wheel until it fires, is reset or is dropped,
/// wherever its task migrates.
///
/// | bits | name  | meaning                                                        |
/// |------|-------|----------------------------------------------------------------|
/// | 0-2  | PHASE | one of the phases below                                        |
/// | 3-11 | slot  | in LINKED: the wheel's list that the entry was linked into     |
///
/// | phase     | set by                     | left for                         | `deadline` holds  |
/// |-----------|----------------------------|----------------------------------|-------------------|
/// | RELATIVE  | constructor, reset (owner) | LINKED or FIRED at a poll        | a duration        |
/// | CALENDAR  | constructor, reset (owner) | LINKED or FIRED at a poll        | ns since 1970     |
/// | IDLE      | cancel, rearm (owner)      | LINKED or FIRED at a poll        | the clock's ns    |
/// | LINKED    | insert, reset (owner)      | FIRED (any thread), IDLE (owner) | the clock's ns    |
/// | FIRED     | the wheel (any thread)     | COMPLETED, DROPPED, IDLE (owner) | the clock's ns    |
/// | COMPLETED | finish (owner)             | a reset                          | as before         |
/// | DROPPED   | discard (owner)            | never                            | as before         |
///
/// LINKED is entered and left only under the wheel's lock; every other transition is the owner's.
/// So the waker cannot be lost: a new one is stored under the lock, and only if the entry is still
/// LINKED; if it is not, the poll that brought it answers "reached" itself.
///
/// @param <T> the type of the future's value
public abstract class TimerEntry<T> extends RawFuture<T> {
  static final int PHASE = 7;
  static final int RELATIVE = 0;
  static final int CALENDAR = 1;
  static final int IDLE = 2;
  static final int LINKED = 3;
  static final int FIRED = 4;
  static final int COMPLETED = 5;
  static final int DROPPED = 6;
  static final int SLOT_SHIFT = 3;

  static final String SHUT_DOWN =
      "the runtime whose timer this is has shut down: no timer of it fires any more";

  /// About 30 years: waits beyond it are cut, so that no deadline overflows.
  static final long FOREVER = 30L * 365 * 24 * 60 * 60 * 1_000_000_000L;

  /// So many nanoseconds before and after 1970 that [#FOREVER] can be added: the years 1714 to
  /// 2226.
  private static final long CALENDAR_END = 8_100_000_000L * 1_000_000_000L;

  private static final long FOREVER_SECONDS = FOREVER / 1_000_000_000L;

  // --- written under the wheel's lock while LINKED, else by the owner; read by the owner ---
  volatile int state;

  // --- guarded by the wheel's lock while LINKED, else the owner's ---
  @Nullable TimerEntry<?> next;
  @Nullable TimerEntry<?> prev;
  @Nullable Waker waker;

  // --- owner; constant while LINKED ---
  long deadline;
  private @Nullable TimerWheel wheel;

  /// Waits for `duration` from the first poll on; zero and less is reached at once.
  protected TimerEntry(Duration duration) {
    deadline = nanos(duration);
    state = RELATIVE;
  }

  /// Waits until the wall clock shows `instant`, as seen from the first poll: later adjustments of
  /// the wall clock do not move the deadline.
  protected TimerEntry(Instant instant) {
    deadline = nanos(instant);
    state = CALENDAR;
  }

  // ---- for the subclass's poll and drop ----

  /// Whether the deadline has been reached; if not, `cx`'s waker is called when it is. Spends no
  /// budget. In a cleanup that is being dropped a fresh timer is not even armed.
  ///
  /// @throws IllegalStateException after completion or drop, without a runtime, and when the
  ///   runtime has shut down before the deadline
  protected final boolean reached(Context cx) {
    return switch (state & PHASE) {
      case LINKED -> !keepWaiting(cx.waker());
      case FIRED -> intact();
      case COMPLETED ->
          throw new IllegalStateException(name() + " was polled after it had completed");
      case DROPPED -> throw new IllegalStateException(name() + " was polled after it was dropped");
      default -> arm(cx);
    };
  }

  /// Whether the first poll has been: the deadline is known.
  protected final boolean started() {
    return (state & PHASE) > CALENDAR;
  }

  /// Whether the future was dropped.
  protected final boolean dropped() {
    return (state & PHASE) == DROPPED;
  }

  /// Whether the future has completed, by an error of its timer, too, or was dropped.
  protected final boolean ended() {
    return (state & PHASE) >= COMPLETED;
  }

  /// The future completes: the timer, if armed, leaves the wheel.
  protected final void finish() {
    leave(COMPLETED);
  }

  /// The future is dropped: the timer, if armed, leaves the wheel. No effect after completion.
  protected final void discard() {
    if ((state & PHASE) != COMPLETED) {
      leave(DROPPED);
    }
  }

  /// Nobody waits for now: the timer, if armed, leaves the wheel and keeps its deadline; the next
  /// poll arms it again.
  protected final void park() {
    if ((state & PHASE) == LINKED && wheel != null) {
      wheel.cancel(this);
    }
  }

  // ---- reset: the owner, between polls ----

  /// Starts a new wait of `duration` from now, or from the first poll if that is still to come. An
  /// armed timer stays armed with its waker; one that had fired or completed waits for the next
  /// poll to be armed again.
  ///
  /// @throws IllegalStateException after drop
  protected final void restart(Duration duration) {
    long length = nanos(duration);
    if (clock() instanceof Clock clock) {
      restartAt(clock.nanos() + length);
    } else {
      again(RELATIVE, length);
    }
  }

  /// Starts a new wait until the wall clock shows `instant`.
  ///
  /// @throws IllegalStateException after drop
  protected final void restart(Instant instant) {
    if (clock() instanceof Clock clock) {
      restartAt(clock.nanos() + until(instant, clock));
    } else {
      again(CALENDAR, nanos(instant));
    }
  }

  /// Moves the deadline, or the duration of a wait that has not begun; negative: earlier. Reads no
  /// clock.
  ///
  /// @throws IllegalStateException after drop
  protected final void move(Duration by) {
    long length =
        Math.clamp(by.getSeconds(), -FOREVER_SECONDS, FOREVER_SECONDS) * 1_000_000_000L
            + by.getNano();
    switch (state & PHASE) {
      case RELATIVE -> deadline = Math.clamp(deadline + length, 0, FOREVER);
      case CALENDAR -> deadline = Math.clamp(deadline, -CALENDAR_END, CALENDAR_END) + length;
      default -> restartAt(deadline + length);
    }
  }

  /// Starts a new wait until `deadlineNanos` of [#clock].
  protected final void restartAt(long deadlineNanos) {
    if ((state & PHASE) == LINKED && wheel != null && wheel.reset(this, deadlineNanos)) {
      return;
    }
    again(IDLE, deadlineNanos);
  }

  /// The deadline in nanoseconds of [#clock]; meaningful once [#started].
  protected final long deadlineNanos() {
    return deadline;
  }

  /// The clock that the deadline is measured by, once the first poll has found it.
  protected final @Nullable Clock clock() {
    return wheel == null ? null : wheel.clock();
  }

  /// What errors call this future, for example "a sleep".
  protected abstract String name();

  /// What it waits for. May be stale on any thread but the owner's.
  @Override
  public String toString() {
    Clock clock = clock();
    String what =
        switch (state & PHASE) {
          case RELATIVE -> "of " + Duration.ofNanos(deadline) + ", not polled yet";
          case CALENDAR -> "until " + instant(deadline) + ", not polled yet";
          case COMPLETED -> "that has completed";
          case DROPPED -> "that was dropped";
          default ->
              clock == null
                  ? "that was reset"
                  : "with " + text(Math.max(0, deadline - clock.nanos())) + " left";
        };
    return name() + " " + what;
  }

  /// As people say it, with at most one decimal.
  private static String text(long nanos) {
    long tenths = nanos / 100_000_000;
    if (tenths < 10) {
      return nanos / 1_000_000 + " ms";
    }
    if (tenths < 1200) {
      return tenths % 10 == 0 ? tenths / 10 + " s" : tenths / 10 + "." + tenths % 10 + " s";
    }
    return tenths < 72_000 ? tenths / 600 + " min" : tenths / 36_000 + " h";
  }

  private void again(int phase, long value) {
    if (dropped()) {
      throw new IllegalStateException(name() + " was reset after it was dropped");
    }
    deadline = value;
    state = phase;
  }

  private void leave(int phase) {
    if ((state & PHASE) == LINKED && wheel != null) {
      wheel.cancel(this);
    }
    state = phase;
  }

  private boolean keepWaiting(Waker latest) {
    // The owner alone changes the waker while LINKED; a fire clears it. So if it is still the same
    // one, whoever fires this from now on wakes it.
    Waker stored = waker;
    if (stored != null && stored.willWake(latest)) {
      return true;
    }
    if (wheel != null && wheel.rewake(this, latest)) {
      return true;
    }
    return !intact();
  }

  /// Fired by its deadline, not by the wheel's end.
  private boolean intact() {
    if (wheel != null && wheel.isClosed() && wheel.clock().nanos() - deadline < 0) {
      state = COMPLETED;
      throw new IllegalStateException(SHUT_DOWN);
    }
    return true;
  }

  private boolean arm(Context cx) {
    TimerWheel found = cx.find(TimerWheel.class);
    if (found == null) {
      if (cx.isLast()) {
        return false;
      }
      state = COMPLETED;
      throw new IllegalStateException(
          name()
              + " needs a Pollen runtime: await it inside Pollen.run(...), AsyncRuntime.blockOn(...)"
              + " or a spawned task");
    }
    Clock clock = found.clock();
    long now = clock.nanos();
    switch (state & PHASE) {
      case RELATIVE -> deadline = now + deadline;
      case CALENDAR -> deadline = now + until(instant(deadline), clock);
      default -> {}
    }
    wheel = found;
    if (deadline - now <= 0) {
      state = FIRED;
      return true;
    }
    waker = cx.waker();
    try {
      if (found.insert(this, deadline)) {
        return false;
      }
    } catch (IllegalStateException closed) {
      state = COMPLETED;
      throw closed;
    }
    waker = null;
    return true;
  }

  // ---- units ----

  /// For how long an entry of that duration waits, from 0 to about 30 years.
  public static long nanos(Duration duration) {
    if (duration.isNegative()) {
      return 0;
    }
    return duration.getSeconds() >= FOREVER_SECONDS ? FOREVER : duration.toNanos();
  }

  /// Nanoseconds since 1970, cut to what a long holds (the years 1678 to 2262).
  private static long nanos(Instant instant) {
    long seconds = Math.clamp(instant.getEpochSecond(), -9_000_000_000L, 9_000_000_000L);
    return seconds * 1_000_000_000L + instant.getNano();
  }

  private static Instant instant(long nanos) {
    return Instant.EPOCH.plusNanos(nanos);
  }

  private static long until(Instant instant, Clock clock) {
    return nanos(Duration.between(clock.now(), instant));
  }
}
