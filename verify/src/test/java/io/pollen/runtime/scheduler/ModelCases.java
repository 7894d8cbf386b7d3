package io.pollen.runtime.scheduler;

import io.pollen.runtime.task.Task;
import io.pollen.verify.model.Explorer;
import java.time.Duration;

/// The small cases that are looked at exhaustively.
public final class ModelCases {
  private ModelCases() {}

  /// Tasks come from outside while the workers find nothing to do and go to sleep.
  public static final class FallingAsleep extends ModelCase {
    public FallingAsleep() {
      super(2);
    }

    @Override
    void setUp() {
      awakeWorkers();
      thread(() -> {
        spawn(ModelProbe.once());
        spawn(ModelProbe.once());
      });
    }
  }

  /// Tasks come from two threads outside while all workers are asleep.
  public static final class Woken extends ModelCase {
    public Woken() {
      super(2);
    }

    @Override
    void setUp() {
      sleepingWorkers();
      thread(() -> spawn(ModelProbe.once()));
      thread(() -> spawn(ModelProbe.once()));
    }
  }

  /// A worker's task spawns others, which a sibling may steal.
  public static final class Sharing extends ModelCase {
    public Sharing() {
      super(2);
    }

    @Override
    void setUp() {
      sleepingWorkers();
      thread(() ->
          spawn(
              new ModelProbe(
                  0,
                  (self, number) -> {
                    spawn(ModelProbe.once());
                    spawn(ModelProbe.once());
                    spawn(ModelProbe.once());
                    return true;
                  })));
    }
  }

  /// A suspended task is woken by two threads, each with news of its own, and it waits for both.
  public static final class News extends ModelCase {
    private int news;

    public News() {
      super(2);
    }

    @Override
    void setUp() {
      news = 0;
      ModelProbe waits = new ModelProbe(0, (self, number) -> news == 2);
      spawn(waits);
      sleepingWorkers();
      for (int i = 0; i < 2; i++) {
        thread(() -> {
          news++;
          waits.waker().wake();
        });
      }
    }
  }

  /// A suspended task is woken and aborted at the same time.
  public static final class Aborted extends ModelCase {
    public Aborted() {
      super(2);
    }

    @Override
    void setUp() {
      ModelProbe waits = new ModelProbe(0, (self, number) -> number == 2);
      Task<?> task = spawn(waits);
      sleepingWorkers();
      thread(() -> waits.waker().wake());
      thread(task::abort);
    }
  }

  /// A poll that wakes a task and then does not return before that task has ended: the worker that
  /// keeps watch has to take it over.
  public static final class Stranded extends ModelCase {
    private boolean over;

    public Stranded() {
      super(2);
    }

    @Override
    void setUp() {
      over = false;
      ModelProbe waits =
          new ModelProbe(
              0,
              (self, number) -> {
                over = number == 2;
                return over;
              });
      spawn(waits);
      sleepingWorkers();
      thread(() ->
          spawn(
              new ModelProbe(
                  0,
                  (self, number) -> {
                    waits.waker().wake();
                    while (!over) {
                      Explorer.spin();
                    }
                    return true;
                  })));
    }
  }

  /// The end of a runtime that has a suspended task, while another one comes from outside.
  public static final class Closing extends ModelCase {
    public Closing() {
      super(2);
    }

    @Override
    void setUp() {
      spawn(new ModelProbe(0, (self, number) -> false));
      sleepingWorkers();
      thread(() -> spawn(ModelProbe.once()));
      thread(scheduler::cancelAll);
    }

    @Override
    public boolean atRest() {
      return closed(this);
    }
  }

  /// The same with one worker, which is awake.
  public static final class ClosingAlone extends ModelCase {
    public ClosingAlone() {
      super(1);
    }

    @Override
    void setUp() {
      awakeWorkers();
      thread(() -> spawn(ModelProbe.once()));
      thread(scheduler::cancelAll);
    }

    @Override
    public boolean atRest() {
      return closed(this);
    }
  }

  /// The end of a runtime whose workers are awake; a task that is polled for the first time spawns
  /// one more and yields.
  public static final class ClosingBusily extends ModelCase {
    public ClosingBusily() {
      super(2);
    }

    @Override
    void setUp() {
      spawn(
          new ModelProbe(
              0,
              (self, number) -> {
                if (number == 1) {
                  spawn(ModelProbe.once());
                  self.waker().wake();
                }
                return number == 2;
              }));
      awakeWorkers();
      thread(scheduler::cancelAll);
    }

    @Override
    public boolean atRest() {
      return closed(this);
    }
  }

  /// The end of a runtime whose task cleans up for so long that it is dropped, and is woken just
  /// then.
  public static final class ClosingImpatiently extends ModelCase {
    public ClosingImpatiently() {
      super(2);
    }

    @Override
    void setUp() {
      ModelProbe slow = new ModelProbe(Integer.MAX_VALUE, (self, number) -> false);
      spawn(slow);
      sleepingWorkers();
      thread(() -> {
        scheduler.cancelAll();
        while (!slow.wasCancelled()) {
          Explorer.spin();
        }
        scheduler.dropAll();
      });
      thread(() -> slow.waker().wake());
    }

    @Override
    public boolean atRest() {
      return closed(this);
    }
  }

  /// A surplus worker comes and is dismissed while tasks come in: what it has taken by then goes to
  /// the other one.
  public static final class Retiring extends ModelCase {
    public Retiring() {
      super(1);
    }

    @Override
    void setUp() {
      awakeWorkers();
      surplusWorker();
      thread(() -> {
        spawn(ModelProbe.once());
        spawn(ModelProbe.once());
        spawn(ModelProbe.once());
        dismissSurplus();
      });
    }
  }

  /// A surplus worker is dismissed, and has retired or not when the runtime closes. A task is
  /// suspended on whichever worker has polled it first: mostly this one, because the other sleeps.
  public static final class RetiringAndClosing extends ModelCase {
    private boolean polled;

    public RetiringAndClosing() {
      super(1);
    }

    @Override
    void setUp() {
      polled = false;
      sleepingWorkers();
      surplusWorker();
      thread(() -> {
        spawn(
            new ModelProbe(
                0,
                (self, number) -> {
                  polled = true;
                  return false;
                }));
        while (!polled) {
          Explorer.spin();
        }
        dismissSurplus();
        scheduler.cancelAll();
      });
    }

    @Override
    public boolean atRest() {
      return closed(this);
    }
  }

  /// Every task has ended once, and every worker; the first look may be too early for the latter,
  /// because a worker waits in short sleeps for what runs elsewhere.
  private static boolean closed(ModelCase one) {
    if (!one.allWorkersEnded()) {
      return false;
    }
    one.checkProbes();
    try {
      if (!one.scheduler.awaitEnd(Duration.ZERO)) {
        throw new AssertionError("all workers have ended, but not the scheduler");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    if (one.scheduler.metrics().liveTasks() != 0) {
      throw new AssertionError("tasks are left");
    }
    return true;
  }
}
