package io.pollen.time;

import io.pollen.runtime.seam.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CopyOnWriteArrayList;

/// A clock that tests move: give it to a runtime's builder, and sleeps of hours take no time.
///
/// It starts **paused**: time stands still while tasks run. When the runtime has nothing left to do
/// but wait for a timer, the clock **jumps to that timer's deadline** by itself, so a program runs
/// through its waits in order, as fast as it can, with every duration exact. Running blocking work
/// (`spawnBlocking`) holds the jump back; waiting for a socket does not, so give up [#autoAdvance]
/// in tests that wait for real I/O.
///
/// [#advance] moves it by hand, from inside a task or from the test's thread. [#resume] lets it run
/// with the machine's clock until [#pause].
///
/// All methods may be called from any thread.
public final class TestClock implements Clock {

  /// Where the clock stands (`nanos`), or, while it runs, what it showed when the machine's clock
  /// showed `realNanos`.
  private record Position(boolean running, long nanos, long realNanos) {}

  private final Clock real = Clock.system();
  private final Instant origin;
  private final CopyOnWriteArrayList<Runnable> jumpHooks = new CopyOnWriteArrayList<>();

  // --- written under this object's monitor, read by any thread ---
  private volatile Position position = new Position(false, 0, 0);
  private volatile boolean autoAdvance = true;

  /// A paused clock that shows 1970-01-01T00:00:00Z.
  public TestClock() {
    this(Instant.EPOCH);
  }

  /// A paused clock that shows `start`.
  public TestClock(Instant start) {
    this.origin = start;
  }

  @Override
  public long nanos() {
    return nanos(position);
  }

  private long nanos(Position at) {
    return at.running ? at.nanos + (real.nanos() - at.realNanos) : at.nanos;
  }

  @Override
  public Instant now() {
    return origin.plusNanos(nanos());
  }

  /// Stops the clock where it is. No effect on a paused one.
  public synchronized void pause() {
    position = new Position(false, nanos(position), 0);
  }

  /// Lets the clock run with the machine's, from where it stands. No effect on a running one.
  public void resume() {
    synchronized (this) {
      position = new Position(true, nanos(position), real.nanos());
    }
    jumped();
  }

  /// Whether the clock stands still.
  public boolean isPaused() {
    return !position.running;
  }

  /// Moves the clock forward by `duration` at once and wakes the runtimes that use it, which then
  /// fire what is due.
  ///
  /// @param duration cut to 146 years
  /// @throws IllegalArgumentException when `duration` is negative: time does not run backwards; or
  ///   when the sum of all advances exceeds 292 years
  public void advance(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("a clock does not run backwards: " + duration);
    }
    synchronized (this) {
      Position at = position;
      long nanos = Durations.nanos(duration);
      if (at.nanos + nanos < at.nanos) {
        throw new IllegalArgumentException("this clock cannot show so late a time: " + duration);
      }
      position = new Position(at.running, at.nanos + nanos, at.realNanos);
    }
    jumped();
  }

  /// Whether a paused clock jumps to the next timer when the runtime is idle; true at first.
  public TestClock autoAdvance(boolean choice) {
    autoAdvance = choice;
    jumped();
    return this;
  }

  @Override
  public synchronized boolean idle(long nextDeadline) {
    if (!autoAdvance || nextDeadline == Long.MAX_VALUE || position.running) {
      return false;
    }
    if (nextDeadline - position.nanos > 0) {
      position = new Position(false, nextDeadline, 0);
    }
    return true;
  }

  @Override
  public Runnable onJump(Runnable hook) {
    jumpHooks.add(hook);
    return () -> jumpHooks.remove(hook);
  }

  private void jumped() {
    jumpHooks.forEach(Runnable::run);
  }

  @Override
  public String toString() {
    return "TestClock[" + now() + (isPaused() ? ", paused]" : ", running]");
  }
}
