package io.pollen.net;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.runtime.driver.Interest;
import io.pollen.woven.RawFuture;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Waits until at least one side of a stream may make progress, and tells which ones may. It has
/// the turn of each side that it waits for.
final class ReadyForAny extends RawFuture<Set<Interest>> {
  /// Null when it has completed or was dropped.
  private @Nullable Map<Interest, Future<Void>> waits;

  ReadyForAny(SocketStream stream, Set<Interest> interests) {
    Map<Interest, Future<Void>> sides = new EnumMap<>(Interest.class);
    for (Interest interest : interests) {
      sides.put(interest, new StreamOperations.Ready(stream, interest));
    }
    waits = sides;
  }

  @Override
  public @Nullable Object pollRaw(Context cx) throws Exception {
    Map<Interest, Future<Void>> sides = waits;
    if (sides == null) {
      throw new IllegalStateException(
          "a wait for a stream was polled after it had completed or was dropped");
    }
    Set<Interest> ready = EnumSet.noneOf(Interest.class);
    boolean goOn = false;
    try {
      for (var side : sides.entrySet()) {
        if (RawFuture.poll(side.getValue(), cx) != PENDING) {
          if (!ready.isEmpty()) {
            cx.refund(); // one operation, whatever it finds
          }
          ready.add(side.getKey());
        }
      }
      goOn = ready.isEmpty();
      return goOn ? PENDING : ready;
    } finally {
      if (!goOn) {
        drop();
      }
    }
  }

  @Override
  public void drop() {
    Map<Interest, Future<Void>> left = waits;
    waits = null;
    if (left != null) {
      left.values().forEach(Future::drop); // those that are ready have let go already
    }
  }

  @Override
  public String toString() {
    return waits == null
        ? "a wait for a stream, completed or dropped"
        : "a wait until a stream is one of " + waits.keySet();
  }
}
