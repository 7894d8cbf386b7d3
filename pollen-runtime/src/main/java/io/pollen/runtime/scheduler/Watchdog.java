package io.pollen.runtime.scheduler;

import io.pollen.runtime.seam.Clock;
import io.pollen.runtime.task.TaskInfo;
import java.util.ArrayList;
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

  /// Of a thread that seems to have no processor: after so many times the threshold it counts as
  /// held by something nevertheless.
  private static final int PATIENCE = 10;

  /// For so many times the threshold nothing is told at first: a cold JVM loads classes in polls,
  /// and what blocks at every start is told of later.
  private static final int START = 20;

  /// After so many looks in a row that found a worker in another poll than before, or parked, it
  /// counts as free of long polls, and whoever stands in for it is dismissed.
  private static final int CALM = 2;

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

  // --- its thread only: what it knows of each worker ---
  private final long[] progress;
  private final long[] still; // for how long that has not changed, in ns
  private final int[] calm;
  private final boolean[] stuck;
  private final boolean[] told;
  private final long[]
      cpu; // when it seemed to be stuck first, the CPU time of its thread; 0 before

  Watchdog(MultiThread scheduler, Surplus surplus, Config config) {
    this.scheduler = scheduler;
    this.surplus = surplus;
    this.config = config;
    longPolls = new LongPolls(config);
    limitNanos = config.longPoll().toNanos();
    tickNanos = Math.max(SHORTEST_TICK_NANOS, limitNanos / LOOKS);
    proper = config.workers();
    int most = Surplus.most(config);
    progress = new long[most];
    still = new long[most];
    calm = new int[most];
    stuck = new boolean[most];
    told = new boolean[most];
    cpu = new long[most];
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
      if (observe(worker, nanos)) {
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
      int i = worker.index;
      told[i] = longPolls.report(scheduler, worker, progress[i], still[i]);
    }
  }

  /// @return whether its poll is a long one that was not told of yet
  private boolean observe(Worker worker, long nanos) {
    int i = worker.index;
    long now = worker.progress();
    Thread thread = scheduler.threadOf(worker);
    if (now != progress[i] || worker.isParked() || thread == null) {
      forget(i, now);
      calm[i]++;
      return false;
    }
    calm[i] = 0;
    still[i] += nanos;
    stuck[i] |= still[i] >= limitNanos && isHeld(thread, i);
    return stuck[i] && !told[i];
  }

  private void forget(int i, long now) {
    progress[i] = now;
    still[i] = 0;
    cpu[i] = 0;
    stuck[i] = false;
    told[i] = false;
  }

  /// By what it waits for, or by its own computation.
  private boolean isHeld(Thread thread, int i) {
    if (thread.getState() != Thread.State.RUNNABLE || still[i] >= PATIENCE * limitNanos) {
      return true;
    }
    StackTraceElement[] stack = thread.getStackTrace();
    if (stack.length > 0 && stack[0].isNativeMethod()) {
      return true; // which may wait, too
    }
    long now = CpuTime.nanos(thread);
    if (now >= 0 && cpu[i] == 0) {
      cpu[i] = now;
      return false;
    }
    return now < 0 || now - cpu[i] >= tickNanos / 2;
  }

  private boolean isStuck(Worker worker) {
    return stuck[worker.index];
  }

  private boolean isCalm(Worker worker) {
    return calm[worker.index] >= CALM;
  }

  /// One of a worker and those in its place is not stuck: not less, and for long not more.
  private void keepStrength(Worker base) {
    boolean enough = !isStuck(base) && isCalm(base);
    int free = isStuck(base) ? 0 : 1;
    for (Worker worker : scheduler.workers) {
      if (worker.base != base || worker.helm.hasEnded() || worker.helm.isDismissed()) {
        continue;
      }
      if (enough || (free > 0 && isStuck(base) && isCalm(worker))) {
        surplus.dismiss(worker);
      } else if (!isStuck(worker)) {
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
      forget(worker.index, -1);
      calm[worker.index] = 0;
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
