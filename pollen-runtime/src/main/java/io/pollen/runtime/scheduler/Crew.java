package io.pollen.runtime.scheduler;

import io.pollen.FailureHook;
import io.pollen.runtime.seam.Idler;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// The threads of a [MultiThread] scheduler, and who of them steps which worker: each worker has a
/// thread of its own, which leaves the [Helm] to a stand-in during a blocking call.
final class Crew {
  // --- constant ---
  private final MultiThread scheduler;
  private final Config config;
  private final @Nullable RuntimeHooks hooks;
  private final StandIns standIns;

  // --- any thread ---
  private final AtomicReferenceArray<@Nullable Thread> threads;
  private volatile boolean there;

  /// @param most how many workers there are at most
  Crew(MultiThread scheduler, Config config, int most) {
    this.scheduler = scheduler;
    this.config = config;
    hooks = config.hooks();
    threads = new AtomicReferenceArray<>(most);
    standIns = new StandIns(config, this::live);
  }

  /// Starts a thread for each worker.
  void start() {
    for (Worker worker : scheduler.workers) {
      String name = config.name() + "-worker-" + worker.index;
      Carrier thread = new Carrier(() -> live(() -> loop(worker)), name, config.stackSize());
      worker.events.timers().bind(thread);
      thread.setDaemon(config.daemon());
      threads.set(worker.index, thread);
      thread.start();
    }
    there = true;
  }

  /// Whether the workers have threads of their own, and a surplus one could have one.
  boolean isThere() {
    return there;
  }

  /// The thread that steps `worker`, or null when at the moment none does. Any thread.
  @Nullable Thread threadOf(Worker worker) {
    return threads.get(worker.index);
  }

  /// Gives a surplus worker a thread.
  ///
  /// @return false when none could be had
  boolean sendThread(Worker worker) {
    return standIns.send(() -> loop(worker));
  }

  /// A whole life of a thread that steps workers.
  private void live(Runnable body) {
    if (hooks != null) {
      hooks.onThreadStart();
    }
    body.run();
    if (hooks != null) {
      hooks.onThreadStop();
    }
  }

  /// The outermost loop of a worker's own thread.
  private void loop(Worker worker) {
    while (!worker.helm.hasEnded()) {
      worker.helm.take(worker.idler()::unpark);
      steer(worker);
    }
  }

  /// A thread that steps `worker` while its own one is in a blocking call.
  private void standIn(Worker worker) {
    if (worker.helm.takeIfFree()) {
      steer(worker);
    }
  }

  /// Steps until the worker's end, or until another thread wants to. The only place that parks.
  private void steer(Worker worker) {
    scheduler.reportFailures(worker::current);
    board(worker);
    try {
      while (!worker.helm.hasEnded() && !worker.helm.isWanted()) {
        stepAndPark(worker);
      }
    } finally {
      leave(worker);
    }
  }

  private void stepAndPark(Worker worker) {
    if (stepAndPark(worker, -1) == Step.END) {
      worker.helm.end();
    }
  }

  /// One step, and its park. What a step throws is reported, and the worker goes on: tasks catch
  /// their own failures, so a driver, a foreign waker or a clock has broken its contract.
  ///
  /// @param mostNanos parks so long at most; negative: without limit
  Step stepAndPark(Worker worker, long mostNanos) {
    try {
      Step step = worker.helm.isDismissed() ? worker.stepOrRetire() : worker.step();
      switch (step) {
        case POLLED, END -> {}
        case SEARCH -> Thread.onSpinWait();
        case PARK -> worker.sleep(Idler.shorter(worker.parkNanos(), mostNanos));
      }
      return step;
    } catch (Throwable broken) {
      config.failures().report(MultiThread.infoOf(worker.current()), broken);
      return Step.SEARCH;
    }
  }

  /// The calling thread has the helm.
  private void board(Worker worker) {
    Carrier thread = (Carrier) Thread.currentThread();
    thread.carry(worker);
    if (worker.base == null) {
      worker.events.timers().bind(thread);
    }
    threads.set(worker.index, thread);
  }

  private void leave(Worker worker) {
    threads.set(worker.index, null);
    ((Carrier) Thread.currentThread()).carry(null);
    worker.helm.leave();
  }

  /// The poll that calls this keeps its thread, and `worker` goes on with another one: the task is
  /// put on record first, because the worker may learn meanwhile that the runtime closes.
  ///
  /// @param worker that of the calling thread
  <T> T blockInPlace(Worker worker, Callable<? extends T> call) throws Exception {
    Headroom.check(); // below there is no way back but the whole one
    Turn.Saved turn = worker.pausePoll();
    FailureHook.@Nullable Handler hook = scheduler.reportFailures(turn::task);
    scheduler.guestAwake(); // a virtual clock stands still while a call runs
    leave(worker);
    standIns.send(() -> standIn(worker));
    try {
      return call.call();
    } finally {
      worker.helm.take(worker.idler()::unpark);
      board(worker);
      scheduler.guestAsleep();
      FailureHook.install(hook);
      resume(worker, turn);
    }
  }

  private void resume(Worker worker, Turn.Saved turn) {
    try {
      worker.resumePoll(turn);
    } catch (Throwable broken) { // as in stepAndPark
      config.failures().report(turn.task().info(), broken);
    }
  }

  /// No worker has anything left.
  void close() {
    standIns.close();
  }
}
