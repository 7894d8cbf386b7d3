// An executor of one's own in thirty lines: a queue, and a loop that polls the tasks in it.
//
//   ./pollen run examples/OwnExecutor.java

import static io.pollen.Async.*;

import io.pollen.Context;
import io.pollen.Drive;
import io.pollen.Future;
import io.pollen.runtime.Pollen;
import io.pollen.runtime.task.FailureHandler;
import io.pollen.runtime.task.Failures;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.runtime.task.Submit;
import io.pollen.runtime.task.Task;

static final class OwnExecutor implements Submit {
  private final BlockingQueue<Task<?>> queue = new LinkedBlockingQueue<>();
  private final Failures failures = new Failures(FailureHandler.logging());

  <T> JoinHandle<T> spawn(Future<T> future) {
    Task<T> task = Task.create(this, future, null);
    submit(task); // it is scheduled from its birth
    return task;
  }

  @Override
  public void submit(Task<?> task) { // by spawn, and by whoever wakes the task
    queue.add(task);
  }

  @Override
  public void finished(Task<?> task) {}

  @Override
  public Failures failures() {
    return failures;
  }

  void runUntil(JoinHandle<?> end) throws InterruptedException {
    while (!end.isFinished()) {
      Task<?> task = queue.take();
      if (task.run(Context.of(task)) != Task.Ran.DONE && task.suspend()) {
        submit(task); // it was woken while it ran
      }
    }
  }
}

static Future<Integer> count(String name, int to) {
  return async(() -> {
    for (int i = 1; i <= to; i++) {
      IO.println(name + " " + i);
      await(Pollen.yieldNow());
    }
    return to;
  });
}

void main() throws Exception {
  var executor = new OwnExecutor();
  var ticks = executor.spawn(count("tick", 3));
  var tocks = executor.spawn(count("tock", 2));
  var sum = executor.spawn(async(() -> await(ticks) + await(tocks)));
  executor.runUntil(sum);
  IO.println("together " + Drive.drive(sum));
}
