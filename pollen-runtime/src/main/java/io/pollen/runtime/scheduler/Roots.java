package io.pollen.runtime.scheduler;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

/// What threads wait for in blockOn, for who looks in from outside: entered and left by each
/// blockOn, so both must cost next to nothing, and read by dumps only.
///
/// A thread has a place of its own, found by its number; the rare second one that is led to the
/// same place, and a blockOn inside of another one, go to a set.
final class Roots {
  private static final int PLACES = 64;

  private final AtomicReferenceArray<Root> places = new AtomicReferenceArray<>(PLACES);
  private final Set<Root> others = ConcurrentHashMap.newKeySet();

  /// The thread of `root`.
  void enter(Root root) {
    if (!places.compareAndSet(place(root), null, root)) {
      others.add(root);
    }
  }

  /// The thread of `root`, which has entered.
  void leave(Root root) {
    int place = place(root);
    if (places.getPlain(place) == root) { // nobody else writes it while it is there
      places.setRelease(place, null);
    } else {
      others.remove(root);
    }
  }

  /// Any thread; those that enter or leave meanwhile may be missed.
  void forEach(Consumer<Root> action) {
    for (int i = 0; i < PLACES; i++) {
      Root root = places.get(i);
      if (root != null) {
        action.accept(root);
      }
    }
    others.forEach(action);
  }

  private static int place(Root root) {
    return (int) root.threadId() & (PLACES - 1);
  }
}
