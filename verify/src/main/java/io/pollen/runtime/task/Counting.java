package io.pollen.runtime.task;

import io.pollen.Context;
import io.pollen.Waker;
import io.pollen.woven.RawFuture;
import java.util.concurrent.atomic.AtomicInteger;

/// A scheduler that counts: how often a task was put into its queue, how many failures were
/// reported.
final class Counting implements Submit {
  final AtomicInteger submits = new AtomicInteger();
  final AtomicInteger reports = new AtomicInteger();
  private final Failures failures = new Failures((task, failure) -> reports.incrementAndGet());

  @Override
  public void submit(Task<?> task) {
    submits.incrementAndGet();
  }

  @Override
  public void finished(Task<?> task) {}

  @Override
  public Failures failures() {
    return failures;
  }

  /// A task that completes with 7 at its first poll.
  Task<Integer> completing() {
    return Task.create(this, new Completes(), null);
  }

  private static final class Completes extends RawFuture<Integer> {
    @Override
    public Object pollRaw(Context cx) {
      return 7;
    }
  }

  /// What a worker does with a task that it took from its queue.
  void turn(Task<?> task) {
    if (task.run(Context.of(task)) != Task.Ran.DONE && task.suspend()) {
      submit(task);
    }
  }

  /// Polls the handle of `task`.
  ///
  /// @return the value, or -1 when the task has not ended
  static int join(Task<Integer> task, Waker waker) {
    try {
      return task.pollRaw(Context.of(waker)) instanceof Integer value ? value : -1;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
