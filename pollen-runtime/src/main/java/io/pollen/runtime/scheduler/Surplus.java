package io.pollen.runtime.scheduler;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The workers beside the workers: each takes the place of one whose poll takes too long, shares
/// its sockets and timers, and retires when that poll has ended. The stuck worker keeps its queue,
/// which its poll may still push to; the others steal from there.
///
/// Who comes and who goes is the watchdog's decision alone. The order of events, against a runtime
/// that closes meanwhile:
///
/// | step                          | by          | guarded by                                       |
/// |-------------------------------|-------------|--------------------------------------------------|
/// | it joins those who must leave | watchdog    | [MultiThread#join]: refused once all have left   |
/// | it is listed, then awake      | watchdog    | nobody steps it yet                              |
/// | it gets a thread              | watchdog    | its [Helm]; without one it leaves at once        |
/// | it is dismissed               | watchdog    | [Helm#dismiss]: only while it goes on            |
/// | it gives away what it has     | its thread  | while the runtime is open; else it ends as all do |
/// | it leaves, then its helm ends | its thread  | the last one to leave closes the runtime         |
///
/// Its place in the list, with the registry of the tasks that it was the first to suspend, goes to
/// the next one.
final class Surplus {
  /// How many there are at most: as many polls more can be stuck before the runtime is short of a
  /// worker.
  private static final int MOST = 16;

  // --- constant ---
  private final MultiThread scheduler;
  private final int proper;
  private final int most;

  // --- the watchdog writes, any thread reads ---
  private volatile Metrics former = new Metrics(0, 0, 0, 0);

  /// @param proper how many workers there are without surplus ones
  /// @param most how many with them
  Surplus(MultiThread scheduler, int proper, int most) {
    this.scheduler = scheduler;
    this.proper = proper;
    this.most = most;
  }

  /// How many workers there are at most, with the surplus ones.
  static int most(Config config) {
    return config.workers() + MOST;
  }

  /// Makes a worker in the place of `stuck`, and gives it a thread. The watchdog only.
  ///
  /// @return null when there are too many already, no thread can be had, or the runtime has ended
  @Nullable Worker engage(Worker stuck) {
    Worker worker = join(stuck);
    if (worker != null && !scheduler.crew().sendThread(worker)) {
      scheduler.idle.retire();
      worker.helm.end();
      scheduler.leave();
      return null;
    }
    return worker;
  }

  /// Makes a worker that counts as awake: it must be stepped. The watchdog only.
  @Nullable Worker join(Worker stuck) {
    int index = freePlace();
    if (index == most || !scheduler.join()) {
      return null;
    }
    Worker[] listed = scheduler.workers;
    Worker before = index < listed.length ? listed[index] : null;
    Registry registry = before == null ? new Registry(index, most) : before.registry;
    Worker worker = scheduler.surplusWorker(index, stuck, registry);
    Worker[] grown = Arrays.copyOf(listed, Math.max(listed.length, index + 1));
    grown[index] = worker;
    if (before != null) {
      former = former.plus(before.metrics().withoutTasks());
    }
    scheduler.workers = grown;
    scheduler.idle.join();
    return worker;
  }

  private int freePlace() {
    Worker[] listed = scheduler.workers;
    for (int i = proper; i < listed.length; i++) {
      if (listed[i].hasRetired()) {
        return i;
      }
    }
    return listed.length;
  }

  /// A surplus worker is not needed any more. The watchdog only.
  void dismiss(Worker worker) {
    if (worker.helm.dismiss()) {
      worker.idler().unpark();
    }
  }

  /// What the workers have done whose places others have now.
  Metrics former() {
    return former;
  }
}
