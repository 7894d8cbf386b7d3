package io.pollen.runtime.driver;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The sockets of one epoll driver by token: slot index in the low half, a generation in the high
/// half. An event that was fetched before its socket went carries a token that no longer fits, also
/// when the slot, or the descriptor's number, is in use again.
///
/// [#put], [#remove] and [#size] are called under the driver's gate; [#get] by the polling thread
/// without it.
final class Slab {
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(EpollSocket[].class);

  // --- under the gate ---
  private int[] free = new int[16];
  private int freeCount;
  private int used;
  private int generation;

  // --- read by the polling thread ---
  private volatile @Nullable EpollSocket[] slots = new EpollSocket[16];

  /// Gives `socket` a slot and tells it its token.
  void put(EpollSocket socket) {
    int index = freeCount > 0 ? free[--freeCount] : used++;
    if (index == slots.length) {
      slots = Arrays.copyOf(slots, index * 2);
    }
    generation = (generation + 1) & Integer.MAX_VALUE;
    socket.token = ((long) generation << 32) | index;
    SLOT.setRelease(slots, index, socket); // Pairs with the acquire in get().
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

  /// The socket of `token`, or null when it has gone.
  @Nullable EpollSocket get(long token) {
    @Nullable EpollSocket[] current = slots;
    int index = (int) token;
    if (index >= current.length) {
      return null;
    }
    EpollSocket socket = (EpollSocket) SLOT.getAcquire(current, index);
    return socket != null && socket.token == token ? socket : null;
  }

  int size() {
    return used - freeCount;
  }

  /// Every socket that has a slot.
  EpollSocket[] all() {
    return Arrays.stream(slots).filter(s -> s != null).toArray(EpollSocket[]::new);
  }
}
