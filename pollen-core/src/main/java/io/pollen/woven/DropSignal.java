package io.pollen.woven;

import io.pollen.Context;
import io.pollen.Dropped;
import org.jspecify.annotations.Nullable;

/// Takes the place of the awaited future when a block is dropped: polled, it throws the signal, and
/// so the await throws it. The body needs no extra code for being dropped.
final class DropSignal extends RawFuture<Object> {
  private final Dropped signal;

  DropSignal(Dropped signal) {
    this.signal = signal;
  }

  @Override
  public @Nullable Object pollRaw(Context cx) {
    throw Sneaky.rethrow(signal);
  }
}
