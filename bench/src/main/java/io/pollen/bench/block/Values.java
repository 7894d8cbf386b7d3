package io.pollen.bench.block;

import io.pollen.Context;
import io.pollen.woven.RawFuture;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The innermost futures of the block shapes: the same for all contenders.
final class Values {
  private Values() {}

  /// The answer of a poll that was not pending.
  static int number(@Nullable Object answer) {
    return (Integer) Objects.requireNonNull(answer);
  }

  /// Ready at once.
  static final class Ready extends RawFuture<Integer> {
    private final Integer value;

    Ready(Integer value) {
      this.value = value;
    }

    @Override
    public Integer pollRaw(Context cx) {
      return value;
    }
  }

  /// Pending at every other poll, and so awaited again and again.
  static final class Gate extends RawFuture<Integer> {
    private static final Integer ONE = 1;

    private boolean open;

    @Override
    public @Nullable Object pollRaw(Context cx) {
      boolean now = open;
      open = !now;
      return now ? ONE : PENDING;
    }
  }
}
