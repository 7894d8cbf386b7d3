package io.pollen.runtime.scheduler;

import io.pollen.Poll;
import io.pollen.runtime.task.Failures;
import io.pollen.runtime.task.Submit;
import io.pollen.runtime.task.Task;

/// Makes tasks for tests of queues; they are moved, never run.
final class NoScheduler implements Submit {
  static Task<?> task(int number) {
    return Task.create(new NoScheduler(), cx -> Poll.ready(), Integer.toString(number));
  }

  @Override
  public void submit(Task<?> task) {}

  @Override
  public void finished(Task<?> task) {}

  @Override
  public Failures failures() {
    return new Failures((task, failure) -> {});
  }
}
