package io.pollen.runtime.driver;

import io.pollen.Context;
import io.pollen.Waker;
import java.time.Duration;

/// A wheel entry without a future around it.
final class ManualTimer extends TimerEntry<Void> {
  ManualTimer(Waker whenFired) {
    super(Duration.ZERO);
    state = IDLE;
    waker = whenFired;
  }

  boolean isArmed() {
    return (state & PHASE) == LINKED;
  }

  boolean hasFired() {
    return (state & PHASE) == FIRED;
  }

  /// Ready to be inserted again.
  void again(Waker whenFired) {
    state = IDLE;
    waker = whenFired;
  }

  @Override
  public Object pollRaw(Context cx) {
    return reached(cx) ? null : PENDING;
  }

  @Override
  protected String name() {
    return "a manual timer";
  }
}
