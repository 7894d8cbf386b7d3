package io.pollen.runtime.scheduler;

import java.util.function.BooleanSupplier;

/// Whether a thread outside the workers looks a while longer before it parks. Where tasks answer
/// within the time that a park and a wake across CPUs take, both are saved: a thread that looks no
/// longer than that has at worst doubled the cost of a wait (competitive spinning).
///
/// A wait that ends while the thread looks earns trust, one that does not costs some. Without trust
/// only one wait in [#PROBE] looks, or nobody would ever learn that times have changed.
///
/// Shared by the threads of a runtime without synchronization: a lost update loses a little trust.
final class Patience {
  /// Looks of one wait at most: 10 to 20 µs.
  static final int LOOKS = 400;

  static final int PROBE = 32;
  private static final int MOST_TRUST = 16;

  private final boolean possible;
  private int trust = MOST_TRUST / 2;
  private int skipped;

  /// @param possible false where looking would only take the CPU from the one who has the work
  Patience(boolean possible) {
    this.possible = possible;
  }

  /// Looks until `over`, or for as long as seems worth it.
  void await(BooleanSupplier over) {
    if (!possible || (trust == 0 && ++skipped < PROBE)) {
      return;
    }
    skipped = 0;
    for (int looks = 0; looks < LOOKS; looks++) {
      if (over.getAsBoolean()) {
        trust = Math.min(trust + 2, MOST_TRUST);
        return;
      }
      Thread.onSpinWait();
    }
    trust = Math.max(trust - 1, 0);
  }
}
