package io.pollen.runtime.scheduler;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/// Who is awake, who is searching, who is parked, and which parked worker keeps watch.
///
/// | bits of the word | meaning                                                              |
/// |------------------|----------------------------------------------------------------------|
/// | 0–15             | workers that search: awake, but without a task                       |
/// | 16–31            | workers that are awake                                               |
///
/// Rules: at most half of the workers search by themselves, and only one is woken to search at a
/// time. A parking worker changes the word *first* and looks at the queues again *then*; a
/// submitter pushes first and reads the word then: one of them sees the other (both are
/// sequentially consistent).
///
/// The *sentry* is the one parked worker that sleeps for a few milliseconds only, then looks for
/// tasks and events that are stranded behind a sibling's long poll. There is one whenever a worker
/// is awake and another is parked; the last to park keeps watch for a while, so that the next burst
/// finds one.
final class Idle {
  private static final int SEARCHING = 1;
  private static final int AWAKE = 1 << 16;
  private static final int NONE = -1;

  /// Why a worker is up.
  enum Woken {
    /// An event, a timer, the end of a nap, or no reason at all.
    BY_ITSELF,
    /// There is a task somewhere: it is counted as searching.
    TO_SEARCH,
    /// To park again, as the sentry.
    TO_WATCH
  }

  // --- written under the monitor (searching also by compareAndSet), read by any thread ---
  private final AtomicInteger word;
  private volatile int sentry = NONE;
  private volatile int total; // workers that are awake or parked; surplus ones come and go

  // --- under the monitor ---
  private final int[] parked;
  private int parkedCount;
  private final Woken[] woken; // of those that others have chosen

  Idle(int total) {
    this(total, total);
  }

  /// @param total how many workers there are at first, all awake
  /// @param most how many there are at most
  Idle(int total, int most) {
    this.total = total;
    parked = new int[most];
    woken = new Woken[most];
    Arrays.fill(woken, Woken.BY_ITSELF);
    word = new AtomicInteger(total * AWAKE);
  }

  int awake() {
    return word.get() >>> 16;
  }

  private int searching() {
    return word.get() & (AWAKE - 1);
  }

  boolean nobodyAwake() {
    return awake() == 0;
  }

  /// Whether somebody could be woken who would help, and nobody is looking already.
  boolean helpAvailable() {
    int now = word.get();
    return (now & (AWAKE - 1)) == 0 && now >>> 16 < total;
  }

  /// Whether a worker is awake while all the parked ones sleep without limit.
  boolean unguarded() {
    return sentry == NONE && awake() < total;
  }

  /// The calling worker, awake, wants to search.
  boolean beginSearch() {
    while (true) {
      int now = word.get();
      if (2 * (now & (AWAKE - 1)) >= total) {
        return false;
      }
      if (word.compareAndSet(now, now + SEARCHING)) {
        return true;
      }
    }
  }

  /// The calling worker has found a task.
  void endSearch() {
    word.addAndGet(-SEARCHING);
  }

  /// The calling worker parks. It looks at all queues again after this.
  ///
  /// @param wasSearching whether it was counted as searching
  /// @param lingering whether it would keep watch even if everybody sleeps
  /// @return whether it is the sentry
  synchronized boolean park(int worker, boolean wasSearching, boolean lingering) {
    parked[parkedCount++] = worker;
    int now = word.addAndGet(wasSearching ? -AWAKE - SEARCHING : -AWAKE);
    if (total > 1 && sentry == NONE && (lingering || now >>> 16 > 0)) {
      sentry = worker;
    }
    return sentry == worker;
  }

  /// The calling worker, awake and not searching, ends: it is neither awake nor parked any more.
  void leave() {
    word.addAndGet(-AWAKE);
  }

  /// A surplus worker begins, awake.
  synchronized void join() {
    total++;
    word.addAndGet(AWAKE);
  }

  /// A surplus worker, awake and not searching, is none any more.
  synchronized void retire() {
    total--;
    word.addAndGet(-AWAKE);
  }

  /// The calling worker is up again: by a wake of [#takeSearcher] or [#takeSentry], which have
  /// counted it already, or for another reason.
  synchronized Woken unpark(int worker) {
    for (int i = 0; i < parkedCount; i++) {
      if (parked[i] == worker) {
        remove(i);
        word.addAndGet(AWAKE);
        return Woken.BY_ITSELF;
      }
    }
    Woken chosen = woken[worker];
    woken[worker] = Woken.BY_ITSELF;
    return chosen;
  }

  /// Chooses a worker to be woken, and counts it as awake and searching.
  ///
  /// @return its index, or -1 when somebody is searching already or nobody is parked
  synchronized int takeSearcher() {
    if (searching() != 0 || parkedCount == 0) {
      return NONE;
    }
    int choice = parkedCount - 1;
    if (parked[choice] == sentry && parkedCount > 1) {
      choice--;
    }
    int worker = parked[choice];
    remove(choice);
    woken[worker] = Woken.TO_SEARCH;
    word.addAndGet(AWAKE + SEARCHING);
    return worker;
  }

  /// Chooses a worker to be woken only to park again as the sentry.
  ///
  /// @return its index, or -1 when there is a sentry or nobody is parked
  synchronized int takeSentry() {
    if (sentry != NONE || parkedCount == 0) {
      return NONE;
    }
    int worker = parked[parkedCount - 1];
    remove(parkedCount - 1);
    woken[worker] = Woken.TO_WATCH;
    word.addAndGet(AWAKE);
    return worker;
  }

  private void remove(int position) {
    if (parked[position] == sentry) {
      sentry = NONE;
    }
    parkedCount--;
    System.arraycopy(parked, position + 1, parked, position, parkedCount - position);
  }
}
