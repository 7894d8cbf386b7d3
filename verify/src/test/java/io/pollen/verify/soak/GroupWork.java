package io.pollen.verify.soak;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.runtime.Pollen.scope;
import static io.pollen.runtime.Pollen.sleep;
import static io.pollen.runtime.Pollen.yieldNow;

import io.pollen.Future;
import io.pollen.group.JoinSet;
import io.pollen.group.Joined;
import io.pollen.group.TaskTracker;
import io.pollen.runtime.task.AbortHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Groups of tasks, some of which fail.
final class GroupWork {
  private GroupWork() {}

  /// A failure that is none; nobody awaits it when its set is closed too early.
  static final class Failed extends Exception {
    private Failed() {
      super("as planned", null, false, false);
    }
  }

  private static Future<Integer> failing(Site site, int seed) {
    return async(() -> {
      await(TaskWork.wander(site, 0, seed));
      throw new Failed();
    });
  }

  private static Future<Integer> member(Site site, boolean fails, int seed) {
    return site.ledger().track(fails ? failing(site, seed) : TaskWork.wander(site, 1, seed));
  }

  /// Each task's end is told once, whichever it is.
  static Future<Void> joinSet(Site site, Random random) {
    return async(() -> {
      try (var set = new JoinSet<Integer>()) {
        List<AbortHandle> handles = new ArrayList<>();
        for (int i = random.nextInt(30); i >= 0; i--) {
          handles.add(set.spawn(member(site, random.nextInt(5) == 0, random.nextInt())));
        }
        int tasks = handles.size();
        Site.oneOf(handles, random).abort();
        int asked = random.nextInt(10) == 0 ? random.nextInt(tasks) : tasks + 1;
        int told = 0;
        while (told < asked && await(set.next()).orElse(null) instanceof Joined<Integer>) {
          told++;
        }
        site.ledger().check(told == Math.min(asked, tasks), told + " ends of " + tasks);
      }
    });
  }

  /// When the scope's future has ended, so has everything in it.
  static Future<Void> scoped(Site site, Random random) {
    return async(() -> {
      var own = new Ledger();
      boolean fails = random.nextInt(3) == 0;
      boolean failed = false;
      try {
        await(members(own, site, random, fails));
      } catch (Failed e) {
        failed = true;
      }
      site.ledger().check(failed == fails || site.ledger().isClosing(), "a failure got lost");
      site.ledger().check(own.open() == 0, own.open() + " subtasks outlived their scope");
      own.violations().forEach(site.ledger()::violated);
    });
  }

  private static Future<Void> members(Ledger own, Site site, Random random, boolean fails) {
    return scope(all -> {
      for (int i = random.nextInt(10); i >= 0; i--) {
        all.fork(own.track(member(site, false, random.nextInt())));
      }
      if (fails) {
        all.fork(own.track(member(site, true, random.nextInt())));
      } else if (random.nextInt(4) == 0) {
        await(sleep(Duration.ofMillis(1)));
      }
      return null;
    });
  }

  static Future<Void> tracker(Site site, Random random) {
    return async(() -> {
      var tracker = new TaskTracker();
      for (int i = random.nextInt(20); i >= 0; i--) {
        tracker.spawn(member(site, false, random.nextInt()));
      }
      await(yieldNow());
      tracker.close();
      await(tracker.awaitAll());
      site.ledger().check(tracker.isEmpty(), "the tracker waited too short");
    });
  }
}
