package io.pollen.runtime.scheduler;

import io.pollen.Context;
import io.pollen.runtime.task.Failures;
import io.pollen.runtime.task.Submit;
import io.pollen.runtime.task.Task;
import io.pollen.woven.RawFuture;
import java.util.concurrent.atomic.AtomicInteger;

/// Tasks that are moved between queues and never run, and how often each of them came out: task 0
/// counts 1, task 1 counts 10, task 2 counts 100 and so on, so that "each once" is 11…1.
final class Tally implements Submit {
  private static final int[] WEIGHTS = {1, 10, 100, 1_000, 10_000};
  private final Task<?>[] tasks = new Task<?>[WEIGHTS.length];
  private final AtomicInteger sum = new AtomicInteger();

  private static final class Nothing extends RawFuture<Void> {
    @Override
    public Object pollRaw(Context cx) {
      return PENDING;
    }
  }

  Task<?> task(int number) {
    tasks[number] = Task.create(this, new Nothing(), null);
    return tasks[number];
  }

  /// The task of that number, made before.
  Task<?> get(int number) {
    return tasks[number];
  }

  /// Counts what a queue gave; null counts nothing.
  void took(Task<?> task) {
    for (int i = 0; i < tasks.length; i++) {
      if (task != null && task == tasks[i]) {
        sum.addAndGet(WEIGHTS[i]);
      }
    }
  }

  void drain(RunQueue queue) {
    for (Task<?> task = queue.pop(); task != null; task = queue.pop()) {
      took(task);
    }
  }

  void drain(Inject inject) {
    for (Task<?> task = inject.takeOne(); task != null; task = inject.takeOne()) {
      took(task);
    }
  }

  int sum() {
    return sum.get();
  }

  @Override
  public void submit(Task<?> task) {}

  @Override
  public void finished(Task<?> task) {}

  @Override
  public Failures failures() {
    throw new IllegalStateException("these tasks do not run");
  }
}
