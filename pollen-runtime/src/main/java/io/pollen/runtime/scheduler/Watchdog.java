package io.pollen.runtime.scheduler;

import io.pollen.runtime.seam.Clock;
import io.pollen.runtime.task.TaskInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Notices polls that take too long: tells of each one once ([LongPolls]), and keeps as many
/// workers at work as there should be ([Surplus]).
///
/// A daemon thread that looks a few times within the time that a poll may take. It counts only time
/// in which it was running itself, so neither a collection nor a suspended machine makes a poll
/// long; nor does a worker's thread that would go on if it had a processor: one more thread would
/// only make an overloaded machine worse. It goes by the machine's clock, also where timers go by
/// another one.
///
/// **Cost.** Workers do nothing for it but count their polls. While all of them are parked it
/// sleeps without limit; whoever goes to work then wakes it ([Nap]).
final class Watchdog {
  private static final int LOOKS = 4;
  private static final long SHORTEST_TICK_NANOS = 1_000_000;

  /// For so many times the threshold nothing is told at first: a cold JVM loads classes in polls,
  /// and what blocks at every start is told of later.
  private static final int START = 20;

  // --- constant ---
  private final MultiThread scheduler;
  private final Surplus surplus;
  private final Config config;
  private final LongPolls longPolls;
  private final Clock clock = Clock.system(); // not the runtime's, which may stand still
  private final long limitNanos;
  private final long tickNanos;
  private final int proper;

  // --- any thread ---
  private final Nap nap = new Nap();
  private volatile boolean closed;

  // --- under the monitor ---
  private @Nullable Thread thread;

  // --- its thread only ---
  private long tellsFrom;

  private final Watched[] watched; // by the worker's index

  Watchdog(MultiThread scheduler, Surplus surplus, Config config) {
    this.scheduler = scheduler;
    this.surplus = surplus;
    this.config = config;
    longPolls = new LongPolls(config);
    limitNanos = config.longPoll().toNanos();
    tickNanos = Math.max(SHORTEST_TICK_NANOS, limitNanos / LOOKS);
    proper = config.workers();
    watched = new Watched[Surplus.most(config)];
    Arrays.setAll(watched, i -> new Watched(limitNanos, tickNanos));
  }

  /// Somebody is awake. Any thread, often: costs a read when it is awake, too.
  void wake() {
    if (nap.isOn()) {
      wakeUp();
    }
  }

  private synchronized void wakeUp() {
    if (!nap.isOn() || closed) {
      return;
    }
    nap.end();
    if (thread == null) {
      thread =
          Thread.ofPlatform().name(config.name() + "-watchdog").daemon().unstarted(this::watch);
      thread.start();
    } else {
      LockSupport.unpark(thread);
    }
  }

  /// The runtime has ended.
  synchronized void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  private void watch() {
    long last = clock.nanos();
    tellsFrom = last + START * limitNanos;
    while (!closed) {
      LockSupport.parkNanos(this, tickNanos);
      long now = clock.nanos();
      try {
        look(Math.min(now - last, 2 * tickNanos));
      } catch (Throwable broken) {
        config.failures().report(TaskInfo.NONE, broken);
      }
      last = now;
      if (scheduler.isAtRest() && !hasSurplus()) {
        rest();
        last = clock.nanos();
      }
    }
  }

  private void rest() {
    if (nap.begin(scheduler::isAtRest)) {
      while (nap.isOn() && !closed) {
        LockSupport.park(this);
      }
    }
  }

  // ---------------------------------------------------------------- a look

  /// @param nanos for how long nobody has looked
  private void look(long nanos) {
    List<Worker> late = new ArrayList<>(0);
    for (Worker worker : scheduler.workers) {
      if (of(worker).observe(worker, scheduler.threadOf(worker), nanos)) {
        late.add(worker);
      }
    }
    if (scheduler.crew().isThere()) {
      for (int i = 0; i < proper; i++) {
        keepStrength(scheduler.workers[i]);
      }
    }
    if (clock.nanos() - tellsFrom < 0) {
      return;
    }
    for (Worker worker : late) {
      of(worker).tell(longPolls, scheduler, worker);
    }
  }

  private Watched of(Worker worker) {
    return watched[worker.index];
  }

  /// One of a worker and those in its place is not stuck: not less, and for long not more.
  private void keepStrength(Worker base) {
    boolean enough = !of(base).isStuck() && of(base).isCalm();
    int free = of(base).isStuck() ? 0 : 1;
    for (Worker worker : scheduler.workers) {
      if (worker.base != base || worker.helm.hasEnded() || worker.helm.isDismissed()) {
        continue;
      }
      if (enough || (free > 0 && of(base).isStuck() && of(worker).isCalm())) {
        surplus.dismiss(worker);
      } else if (!of(worker).isStuck()) {
        free++;
      }
    }
    if (free == 0 && hasWork()) {
      engage(base);
    }
  }

  private void engage(Worker base) {
    Worker worker = surplus.engage(base);
    if (worker != null) {
      of(worker).begin();
    }
  }

  /// While the runtime closes there may be nothing left but the stuck poll.
  private boolean hasWork() {
    return scheduler.phase() == Phase.OPEN || !scheduler.isEmpty();
  }

  private boolean hasSurplus() {
    Worker[] workers = scheduler.workers;
    for (int i = proper; i < workers.length; i++) {
      if (!workers[i].hasRetired()) {
        return true;
      }
    }
    return false;
  }
}
