package realistic;

import static io.pollen.runtime.Pollen.*;

import io.pollen.AsyncAction;
import io.pollen.Future;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.sync.Notify;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/// Runs jobs at their times; a new one may be earlier than what is waited for.
final class Scheduler {
  private record Job(Instant at, String name, AsyncAction action) {}

  private final PriorityQueue<Job> jobs = new PriorityQueue<>(Comparator.comparing(Job::at));
  private final Notify changed = new Notify();
  private JoinHandle<Void> loop;

  void start() {
    loop = task().name("scheduler").spawn(work());
  }

  void at(Instant time, String name, AsyncAction action) {
    synchronized (jobs) {
      jobs.add(new Job(time, name, action));
    }
    changed.notifyOne();
  }

  private Future<Void> work() {
    return async(() -> {
      for (; ; ) {
        Job job;
        synchronized (jobs) {
          job = jobs.peek();
        }
        if (job == null) {
          await(changed.notified());
          continue;
        }
        var first = await(raceBiased(changed.notified(), sleepUntil(job.at())).map(x -> job));
        if (Instant.now().isBefore(first.at())) {
          continue;
        }
        synchronized (jobs) {
          jobs.remove(job);
        }
        task().name(job.name()).spawn(guarded(job));
      }
    });
  }

  private static Future<Void> guarded(Job job) {
    return async(() -> {
      try {
        await(async(job.action()));
      } catch (Exception e) {
        System.err.println(job.name() + " failed: " + e);
      }
    });
  }

  Future<Void> stop() {
    return async(() -> {
      loop.abort();
      try {
        await(loop);
      } catch (io.pollen.runtime.task.TaskCancelledException expected) {
        System.err.println("scheduler: stopped");
      }
    });
  }

  public static void main(String[] args) throws Exception {
    run(() -> {
      var scheduler = new Scheduler();
      scheduler.start();
      var now = Instant.now();
      scheduler.at(now.plusMillis(200), "second", () -> System.out.println("second"));
      scheduler.at(now.plusMillis(100), "first", () -> System.out.println("first"));
      await(sleep(Duration.ofMillis(300)));
      await(scheduler.stop());
    });
  }
}
