package io.pollen.runtime.scheduler;

import io.pollen.runtime.driver.TimerWheel;
import io.pollen.runtime.seam.Idler;
import io.pollen.runtime.task.Failures;
import io.pollen.runtime.task.Task;
import io.pollen.runtime.task.TaskLabel;
import io.pollen.verify.model.Bed;
import io.pollen.verify.model.Explorer;
import io.pollen.verify.model.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/// A scheduler whose workers are threads of an explorer, and threads outside.
public abstract class ModelCase implements Scenario {
  private static final long TICK_NANOS = 1_000_000;

  private final int workers;
  private final List<ModelProbe> probes = new ArrayList<>();
  private final List<Runnable> threads = new ArrayList<>();
  private @Nullable Throwable failure;
  private boolean ticking;
  private long now;
  private int ended;
  private int joined;
  private @Nullable Worker surplus;

  /// Of the order under way.
  MultiThread scheduler;

  ModelCase(int workers) {
    this.workers = workers;
    scheduler = scheduler();
  }

  /// Threads that can step workers.
  public static ThreadFactory carriers() {
    return body -> new Carrier(body, "model", 0);
  }

  private MultiThread scheduler() {
    Config config =
        new Config(
            "model",
            workers,
            4,
            61,
            2,
            true,
            0,
            42,
            true,
            0,
            Duration.ofSeconds(1),
            TimerWheel.MILLISECOND,
            new Services(() -> ticking ? now += TICK_NANOS : now, ModelCase.class, List.of()),
            () -> {
              throw new IllegalStateException("no driver");
            },
            1,
            new Failures((task, cause) -> failure = cause),
            () -> true,
            Duration.ZERO,
            null);
    return new MultiThread(config, (events, surplus) -> new WorkersBed(new Bed()));
  }

  private record WorkersBed(Bed bed) implements Idler {
    @Override
    public void park(long timeoutNanos) {
      bed.park(timeoutNanos);
    }

    @Override
    public void unpark() {
      bed.unpark();
    }
  }

  @Override
  public final List<Runnable> begin() {
    probes.clear();
    threads.clear();
    failure = null;
    ended = 0;
    joined = 0;
    surplus = null;
    scheduler = scheduler();
    setUp();
    return List.copyOf(threads);
  }

  /// Adds the threads.
  abstract void setUp();

  /// A thread outside.
  final void thread(Runnable body) {
    threads.add(body);
  }

  /// Threads for all workers, which are awake and have nothing to do.
  final void awakeWorkers() {
    for (Worker worker : scheduler.workers) {
      thread(() -> steer(worker));
    }
  }

  /// A thread for a surplus worker, which comes at some time, unless all have left by then.
  final void surplusWorker() {
    thread(() -> {
      Worker worker = scheduler.surplus().join(scheduler.workers[0]);
      if (worker != null) {
        joined++;
        surplus = worker;
        steer(worker);
      }
    });
  }

  /// The surplus worker is not needed any more, if it has come.
  final void dismissSurplus() {
    Worker worker = surplus;
    if (worker != null) {
      scheduler.surplus().dismiss(worker);
    }
  }

  /// Threads for all workers, which sleep without a limit: nobody keeps watch any more.
  final void sleepingWorkers() {
    for (Worker worker : scheduler.workers) {
      settle(worker);
    }
    for (Worker worker : scheduler.workers) {
      carry(worker);
      while (worker.parkNanos() >= 0) {
        while (worker.step() != Step.PARK) {}
      }
      carry(null);
      thread(() -> {
        worker.sleep(worker.parkNanos());
        steer(worker);
      });
    }
  }

  /// Lets `worker` do what there is until it wants to sleep. The time passes quickly meanwhile, so
  /// that it takes its polls for long ones and shares with others what it has.
  private void settle(Worker worker) {
    ticking = true;
    carry(worker);
    scheduler.spawn(ModelProbe.once(), TaskLabel.NONE);
    while (worker.step() != Step.PARK) {}
    carry(null);
    ticking = false;
  }

  private static void carry(@Nullable Worker worker) {
    ((Carrier) Thread.currentThread()).carry(worker);
  }

  private void steer(Worker worker) {
    carry(worker);
    int searches = 0;
    try {
      while (true) {
        Step step = worker.helm.isDismissed() ? worker.stepOrRetire() : worker.step();
        searches = step == Step.SEARCH ? searches + 1 : 0;
        if (searches > 1) {
          Explorer.giveWay();
        }
        switch (step) {
          case POLLED, SEARCH -> {}
          case PARK -> worker.sleep(worker.parkNanos());
          case END -> {
            worker.helm.end();
            ended++;
            return;
          }
        }
      }
    } finally {
      carry(null);
    }
  }

  /// Has to end once.
  final ModelProbe probe(ModelProbe probe) {
    probes.add(probe);
    return probe;
  }

  /// A task on a queue, by the calling thread's way.
  final Task<?> spawn(ModelProbe probe) {
    return (Task<?>) scheduler.spawn(probe(probe), TaskLabel.NONE);
  }

  final boolean allWorkersEnded() {
    return ended == workers + joined;
  }

  final void checkProbes() {
    Throwable broken = failure;
    if (broken != null) {
      throw new AssertionError("a task failed: " + broken, broken);
    }
    for (int i = 0; i < probes.size(); i++) {
      probes.get(i).checkEnded("probe " + i);
    }
  }

  @Override
  public boolean atRest() {
    checkProbes();
    return true;
  }
}
