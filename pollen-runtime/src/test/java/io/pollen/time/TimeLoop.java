package io.pollen.time;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.Waker;
import io.pollen.runtime.driver.TimerWheel;
import io.pollen.runtime.seam.Clock;

/// The smallest executor with timers: one future, one wheel, virtual time that jumps when the
/// future waits. Deterministic, on the calling thread.
final class TimeLoop implements Context, Waker {
  final TestClock clock = new TestClock();
  final TimerWheel wheel = new TimerWheel(clock, () -> {});
  int budget = Integer.MAX_VALUE;
  int wakes;
  private boolean woken;

  /// Polls to the end, jumping from deadline to deadline.
  <T> T run(Future<T> future) throws Exception {
    while (true) {
      woken = false;
      if (future.poll(this) instanceof Poll.Ready<T>(var value)) {
        return value;
      }
      while (!woken) {
        if (!clock.idle(wheel.nextDeadline())) {
          throw new AssertionError("pending, and no timer is armed");
        }
        wheel.advance(clock.nanos());
      }
    }
  }

  /// Moves the clock by hand and fires what is due.
  int advanceMillis(long millis) {
    clock.advance(java.time.Duration.ofMillis(millis));
    return wheel.advance(clock.nanos());
  }

  boolean takeWoken() {
    boolean was = woken;
    woken = false;
    return was;
  }

  long millis() {
    return clock.nanos() / 1_000_000;
  }

  @Override
  public void wake() {
    woken = true;
    wakes++;
  }

  @Override
  public Waker waker() {
    return this;
  }

  @Override
  public Context withWaker(Waker other) {
    return new Derived(this, other);
  }

  @Override
  public boolean proceed() {
    if (budget == 0) {
      wake();
      return false;
    }
    budget--;
    return true;
  }

  @Override
  public void refund() {
    budget++;
  }

  @Override
  public void defer() {
    wake();
  }

  @Override
  public <S> S find(Class<S> service) {
    if (service == TimerWheel.class) {
      return service.cast(wheel);
    }
    return service == Clock.class ? service.cast(clock) : null;
  }

  private record Derived(TimeLoop loop, Waker waker) implements Context {
    @Override
    public Context withWaker(Waker other) {
      return new Derived(loop, other);
    }

    @Override
    public boolean proceed() {
      return loop.proceed();
    }

    @Override
    public void refund() {
      loop.refund();
    }

    @Override
    public void defer() {
      waker.wake();
    }

    @Override
    public <S> S find(Class<S> service) {
      return loop.find(service);
    }
  }
}
