package io.pollen.runtime.task;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.Waker;
import io.pollen.verify.cases.ModelAwaiter;
import io.pollen.verify.model.Bed;
import io.pollen.verify.model.Explorer;
import io.pollen.verify.model.Scenario;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// One task, two workers that take it from a queue, and others who wake, abort, join and detach it.
public final class ModelTasks {
  private ModelTasks() {}

  private abstract static class OfTask implements Scenario, Submit {
    private final List<Bed> beds = new ArrayList<>();
    private final Queue<Task<?>> queue = new ArrayDeque<>();
    private final Failures failures = new Failures((task, failure) -> report());
    int reports;
    Scripted future = new Scripted(0, false);
    Task<Integer> task = Task.create(this, future, null);

    private void report() {
      reports++;
    }

    /// A new task, in the queue.
    final void make(Scripted its) {
      reports = 0;
      beds.clear();
      queue.clear();
      future = its;
      task = Task.create(this, future, null);
      queue.add(task);
    }

    final Runnable worker() {
      Bed bed = new Bed();
      beds.add(bed);
      return () -> {
        while (true) {
          runWhatIsThere();
          bed.park(-1);
        }
      };
    }

    final void runWhatIsThere() {
      for (Task<?> next = queue.poll(); next != null; next = queue.poll()) {
        if (next.run(Context.of(next)) != Task.Ran.DONE && next.suspend()) {
          submit(next);
        }
      }
    }

    @Override
    public void submit(Task<?> one) {
      Explorer.point("submit");
      queue.add(one);
      beds.forEach(Bed::unpark);
    }

    @Override
    public void finished(Task<?> one) {}

    @Override
    public Failures failures() {
      return failures;
    }

    @Override
    public boolean atRest() {
      if (!task.isFinished() || future.ends != 1) {
        throw new AssertionError(task + " has " + future.ends + " ends after " + future.polls);
      }
      return true;
    }
  }

  /// Pending for some polls or until there are news, then ready or failed.
  private static final class Scripted implements Future<Integer> {
    private final int pending;
    private final boolean fails;
    private int polls;
    private int ends;
    private boolean held;
    private boolean news;
    private @Nullable Waker waker;

    Scripted(int pending, boolean fails) {
      this.pending = pending;
      this.fails = fails;
    }

    private void hold(String what) {
      if (held || ends > 0) {
        throw new AssertionError(what + " while it is held, or after its end");
      }
      held = true;
      Explorer.point(what);
      held = false;
    }

    @Override
    public Poll<Integer> poll(Context cx) throws Exception {
      hold("a poll");
      waker = cx.waker();
      boolean goesOn = news || polls >= pending;
      polls++;
      Explorer.point("the end of a poll");
      if (!goesOn) {
        return Poll.pending();
      }
      ends++;
      if (fails) {
        throw new Exception("as planned");
      }
      return Poll.ready(7);
    }

    @Override
    public void drop() {
      hold("a drop");
      ends++;
    }

    void wake() {
      Waker stored = waker;
      if (stored != null) {
        stored.wake();
      }
    }
  }

  /// A suspended task is woken, aborted and joined at once.
  public static final class WokenAbortedJoined extends OfTask {
    private ModelAwaiter awaiter = new ModelAwaiter(task);

    @Override
    public List<Runnable> begin() {
      make(new Scripted(1, false));
      runWhatIsThere();
      awaiter = new ModelAwaiter(task);
      return List.of(
          worker(), worker(), () -> future.wake(), () -> task.abort(), () -> awaiter.poll());
    }

    @Override
    public boolean atRest() {
      awaiter.checkServed();
      return super.atRest();
    }
  }

  /// A task is aborted around its first poll, which answers Pending for ever.
  public static final class AbortedAtFirst extends OfTask {
    @Override
    public List<Runnable> begin() {
      make(new Scripted(Integer.MAX_VALUE, false));
      return List.of(worker(), worker(), () -> task.abort());
    }
  }

  /// A task waits for news that come, with a wake, around its first poll.
  public static final class WokenAtFirst extends OfTask {
    @Override
    public List<Runnable> begin() {
      make(new Scripted(Integer.MAX_VALUE, false));
      return List.of(
          worker(),
          worker(),
          () -> {
            future.news = true;
            task.wake();
          });
    }
  }

  /// A task fails while its handle is dropped: that is reported once.
  public static final class FailedDetached extends OfTask {
    @Override
    public List<Runnable> begin() {
      make(new Scripted(0, true));
      return List.of(worker(), () -> task.drop());
    }

    @Override
    public boolean atRest() {
      if (reports != 1) {
        throw new AssertionError(reports + " reports");
      }
      return super.atRest();
    }
  }

  /// A joined task is detached by its owner while it ends.
  public static final class JoinedDetached extends OfTask {
    @Override
    public List<Runnable> begin() {
      make(new Scripted(0, true));
      new ModelAwaiter(task).poll();
      return List.of(worker(), () -> task.drop());
    }

    @Override
    public boolean atRest() {
      if (reports != 1) {
        throw new AssertionError(reports + " reports");
      }
      return super.atRest();
    }
  }
}
