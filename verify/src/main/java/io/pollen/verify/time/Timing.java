package io.pollen.verify.time;

import io.pollen.Context;
import io.pollen.Waker;
import io.pollen.runtime.driver.TimerWheel;
import io.pollen.runtime.seam.Clock;
import org.jspecify.annotations.Nullable;

/// What a program needs around a sleep: a wheel on a clock that stands at zero, and contexts.
final class Timing {
  static final long MS = 1_000_000;

  private final Clock clock = () -> 0;
  final TimerWheel wheel = new TimerWheel(clock, () -> {});

  /// A waker that remembers.
  static final class Flag implements Waker {
    volatile boolean woken;

    @Override
    public void wake() {
      woken = true;
    }
  }

  Context context(Waker waker) {
    return context(waker, wheel);
  }

  Context context(Waker waker, TimerWheel timers) {
    return new Context() {
      @Override
      public Waker waker() {
        return waker;
      }

      @Override
      public Context withWaker(Waker other) {
        return context(other, timers);
      }

      @Override
      public boolean proceed() {
        return true;
      }

      @Override
      public void refund() {}

      @Override
      public void defer() {
        waker.wake();
      }

      @Override
      public <S> @Nullable S find(Class<S> service) {
        return service == TimerWheel.class ? service.cast(timers) : null;
      }
    };
  }
}
