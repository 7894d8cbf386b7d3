package io.pollen.time;

import io.pollen.Context;
import io.pollen.runtime.seam.Clock;
import io.pollen.woven.RawFuture;
import java.time.Instant;

/// Reads the runtime's clock when it is polled.
final class Now extends RawFuture<Instant> {
  private boolean done;

  @Override
  public Object pollRaw(Context cx) {
    if (done) {
      throw new IllegalStateException(
          "Time.now() was polled after it had completed or was dropped");
    }
    Clock clock = cx.find(Clock.class);
    if (clock == null && cx.isLast()) {
      return PENDING;
    }
    done = true;
    if (clock == null) {
      throw new IllegalStateException(
          "Time.now() needs a Pollen runtime: await it inside Pollen.run(...),"
              + " AsyncRuntime.blockOn(...) or a spawned task");
    }
    return clock.now();
  }

  @Override
  public void drop() {
    done = true;
  }
}
