package io.pollen.verify.time;

import io.pollen.time.Sleep;
import io.pollen.time.Time;
import io.pollen.verify.cases.ModelAwaiter;
import io.pollen.verify.model.Scenario;
import java.time.Duration;
import java.util.List;

/// Timers that are cancelled, reset and polled while two threads, the owner of the wheel and a
/// sibling, let them fire.
public final class ModelTimers {
  private ModelTimers() {}

  private abstract static class OfTimer implements Scenario {
    Timing timing = new Timing();
    Sleep sleep = Time.sleep(Duration.ofMillis(1));
    ModelAwaiter awaiter = new ModelAwaiter(sleep);
    private int fired;

    /// What the owner of the timer does.
    abstract void act();

    @Override
    public List<Runnable> begin() {
      timing = new Timing();
      sleep = Time.sleep(Duration.ofMillis(1));
      awaiter = new ModelAwaiter(sleep);
      fired = 0;
      poll();
      return List.of(this::act, this::advance, this::advance);
    }

    private void advance() {
      int count = timing.wheel.advance(Timing.MS);
      fired += count;
    }

    final void poll() {
      awaiter.poll(timing.context(awaiter));
    }

    final int fired() {
      return fired;
    }

    final void require(boolean holds, String what) {
      if (!holds) {
        throw new AssertionError(what);
      }
    }
  }

  /// Dropped: it is woken and counted, or neither; its neighbour of the same millisecond always is,
  /// and the wheel is empty.
  public static final class Dropped extends OfTimer {
    private ModelAwaiter neighbour = awaiter;

    @Override
    public List<Runnable> begin() {
      List<Runnable> threads = super.begin();
      neighbour = new ModelAwaiter(Time.sleep(Duration.ofMillis(1)));
      neighbour.poll(timing.context(neighbour));
      return threads;
    }

    @Override
    void act() {
      sleep.drop();
    }

    @Override
    public boolean atRest() {
      require(fired() == (awaiter.isWoken() ? 2 : 1), "fired " + fired() + " times");
      neighbour.checkServed();
      require(timing.wheel.nextDeadline() == Long.MAX_VALUE, "something is left in the wheel");
      return true;
    }
  }

  /// Reset to a later deadline: it fires then, whether or not it had fired before.
  public static final class Reset extends OfTimer {
    @Override
    void act() {
      sleep.reset(Duration.ofMillis(100));
    }

    @Override
    public boolean atRest() {
      if (awaiter.isWoken()) {
        poll();
        require(!sleep.isElapsed(), "ready at its old deadline");
      }
      require(timing.wheel.advance(100 * Timing.MS) == 1, "it does not fire at its new deadline");
      require(awaiter.isWoken(), "nobody is woken");
      return true;
    }
  }

  /// Reset, and then dropped.
  public static final class ResetDropped extends OfTimer {
    @Override
    void act() {
      sleep.reset(Duration.ofMillis(100));
      sleep.drop();
    }

    @Override
    public boolean atRest() {
      require(fired() <= 1, "fired twice");
      require(timing.wheel.advance(100 * Timing.MS) == 0, "it fires though it was dropped");
      require(timing.wheel.nextDeadline() == Long.MAX_VALUE, "something is left in the wheel");
      return true;
    }
  }

  /// Polled with another waker: it says ready, or that one is woken.
  public static final class Repolled extends OfTimer {
    private ModelAwaiter second = awaiter;

    @Override
    public List<Runnable> begin() {
      List<Runnable> threads = super.begin();
      second = new ModelAwaiter(sleep);
      return threads;
    }

    @Override
    void act() {
      second.poll(timing.context(second));
    }

    @Override
    public boolean atRest() {
      second.checkServed();
      return true;
    }
  }

  /// The wheel is closed while a timer is armed: it is woken, or told.
  public static final class WheelClosed extends OfTimer {
    private ModelAwaiter second = awaiter;
    private Sleep fresh = sleep;

    @Override
    public List<Runnable> begin() {
      super.begin();
      fresh = Time.sleep(Duration.ofMillis(5));
      second = new ModelAwaiter(fresh);
      return List.of(this::act, () -> timing.wheel.close());
    }

    @Override
    void act() {
      second.poll(timing.context(second));
    }

    @Override
    public boolean atRest() {
      second.checkServed();
      require(awaiter.isWoken(), "the timer that was armed before is not woken");
      return true;
    }
  }
}
