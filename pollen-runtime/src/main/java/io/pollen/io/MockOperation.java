package io.pollen.io;

import io.pollen.Context;
import io.pollen.runtime.driver.TimerEntry;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A read or write of a [MockStream], and the timer of the script's pauses.
final class MockOperation extends TimerEntry<Integer> {
  private final MockScript script;
  private final boolean reads;
  private final ByteBuffer buffer;
  private boolean waited;

  /// The one that the timer is set for.
  private MockStep.@Nullable Pause pause;

  MockOperation(MockScript script, boolean reads, ByteBuffer buffer) {
    super(Duration.ZERO);
    this.script = script;
    this.reads = reads;
    this.buffer = buffer;
  }

  @Override
  public @Nullable Object pollRaw(Context cx) throws Exception {
    if (ended()) {
      throw new IllegalStateException(this + " was polled after it had completed or was dropped");
    }
    if (!cx.proceed()) {
      return PENDING;
    }
    boolean goOn = false;
    try {
      Object answer = reads ? script.read(buffer, this, cx) : script.write(buffer, this, cx);
      goOn = answer == PENDING;
      if (goOn) {
        waited = true;
        cx.refund();
      }
      return answer;
    } finally {
      if (!goOn) {
        finish();
      }
    }
  }

  boolean hasWaited() {
    return waited;
  }

  /// Whether `of` is over; if not, the waker is called when it is. Under the script's lock.
  boolean isOver(MockStep.Pause of, Context cx) {
    if (pause == of) {
      return reached(cx);
    }
    if (of.hasBegun() && clock() != null) {
      restartAt(of.deadline());
    } else {
      restart(of.length());
    }
    boolean over = reached(cx); // finds the clock
    if (clock() == null) {
      return over;
    }
    pause = of;
    if (!of.hasBegun()) {
      of.begin(deadlineNanos());
    } else if (deadlineNanos() != of.deadline()) {
      restartAt(of.deadline());
      over = reached(cx);
    }
    return over;
  }

  @Override
  public void drop() {
    if (!ended()) {
      discard();
      if (waited) { // else another one may
        script.forget(reads);
      }
    }
  }

  @Override
  public String toString() {
    return name() + (ended() ? ", completed or dropped" : "");
  }

  @Override
  protected String name() {
    return (reads ? "a read of " : "a write to ") + script;
  }
}
