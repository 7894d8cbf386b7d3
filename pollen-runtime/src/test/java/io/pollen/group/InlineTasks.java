package io.pollen.group;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.runtime.scheduler.CurrentRuntime;
import io.pollen.runtime.task.Failures;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.runtime.task.Spawner;
import io.pollen.runtime.task.Submit;
import io.pollen.runtime.task.Task;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;

/// A runtime without threads: whoever spawns or wakes a task runs it, before the call returns.
final class InlineTasks implements Spawner, Submit {
  private final ArrayDeque<Task<?>> queue = new ArrayDeque<>();
  private final Failures failures = new Failures((task, failure) -> {});
  private boolean busy;

  @Override
  public <T> JoinHandle<T> spawn(Future<? extends T> future) {
    Task<T> task = Task.create(this, future, null);
    submit(task);
    return task;
  }

  @Override
  public <T> List<JoinHandle<T>> spawnAll(Collection<? extends Future<? extends T>> futures) {
    return futures.stream().<JoinHandle<T>>map(this::spawn).toList();
  }

  @Override
  public <T> JoinHandle<T> spawnBlocking(Callable<? extends T> call) {
    return spawn((Future<T>) cx -> Poll.ready(call.call()));
  }

  @Override
  public synchronized void submit(Task<?> task) {
    queue.add(task);
    if (!busy) {
      busy = true;
      while (queue.poll() instanceof Task<?> next) {
        if (next.run(Context.of(next)) != Task.Ran.DONE && next.suspend()) {
          queue.add(next);
        }
      }
      busy = false;
    }
  }

  @Override
  public void finished(Task<?> task) {}

  @Override
  public Failures failures() {
    return failures;
  }

  /// `future`, polled as by a task of this runtime.
  <T> Future<T> entering(Future<T> future) {
    return new Future<>() {
      @Override
      public Poll<T> poll(Context cx) throws Exception {
        Object before = CurrentRuntime.enter(InlineTasks.this);
        try {
          return future.poll(cx);
        } finally {
          CurrentRuntime.enter(before);
        }
      }

      @Override
      public void drop() {
        future.drop();
      }

      @Override
      public Poll<Void> pollCancel(Context cx) {
        return future.pollCancel(cx);
      }
    };
  }
}
