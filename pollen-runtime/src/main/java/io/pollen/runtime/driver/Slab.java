package io.pollen.runtime.driver;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The sources of one driver by token: slot index in the low half, a generation in the high half.
/// An event that was fetched before its source went carries a token that no longer fits, also when
/// the slot, or the descriptor's number, is in use again.
///
/// [#put], [#remove] and [#size] are called under the driver's gate; [#get] by the polling thread
/// without it.
///
/// @param <S> the kind of source
final class Slab<S extends Source> {
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Source[].class);

  // --- under the gate ---
  private int[] free = new int[16];
  private int freeCount;
  private int used;
  private int generation;

  // --- read by the polling thread ---
  private volatile @Nullable Source[] slots = new Source[16];

  /// Gives `source` a slot and tells it its token.
  void put(S source) {
    int index = freeCount > 0 ? free[--freeCount] : used++;
    if (index == slots.length) {
      slots = Arrays.copyOf(slots, index * 2);
    }
    generation = generation == Integer.MAX_VALUE ? 1 : generation + 1; // a token is never 0
    source.token = ((long) generation << 32) | index;
    SLOT.setRelease(slots, index, source); // Pairs with the acquire in get().
  }

  /// Frees the slot of `token`.
  void remove(long token) {
    int index = (int) token;
    SLOT.setRelease(slots, index, null);
    if (freeCount == free.length) {
      free = Arrays.copyOf(free, freeCount * 2);
    }
    free[freeCount++] = index;
  }

  /// The source of `token`, or null when it has gone.
  @SuppressWarnings("unchecked") // only put() fills a slot
  @Nullable S get(long token) {
    @Nullable Source[] current = slots;
    int index = (int) token;
    if (index >= current.length) {
      return null;
    }
    Source source = (Source) SLOT.getAcquire(current, index);
    return source != null && source.token == token ? (S) source : null;
  }

  int size() {
    return used - freeCount;
  }

  /// Every source that has a slot.
  Source[] all() {
    return Arrays.stream(slots).filter(s -> s != null).toArray(Source[]::new);
  }
}
