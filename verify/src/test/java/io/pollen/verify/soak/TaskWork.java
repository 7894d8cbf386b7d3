package io.pollen.verify.soak;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.runtime.Pollen.sleep;
import static io.pollen.runtime.Pollen.spawn;
import static io.pollen.runtime.Pollen.yieldNow;

import io.pollen.Future;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.runtime.task.TaskCancelledException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;

/// Tasks that are spawned, awaited, detached and aborted.
final class TaskWork {
  private TaskWork() {}

  static Future<Void> spawnAndAbort(Site site, Random random) {
    return async(() -> {
      List<JoinHandle<Integer>> handles = new ArrayList<>();
      for (int i = random.nextInt(60); i >= 0; i--) {
        handles.add(spawn(site.ledger().track(wander(site, handles.size(), random.nextInt()))));
      }
      BitSet aborted = new BitSet();
      for (int i = 0; i < handles.size(); i++) {
        if (random.nextInt(4) == 0) {
          aborted.set(i);
          handles.get(i).abort();
        }
      }
      for (int i = 0; i < handles.size(); i++) {
        if (random.nextInt(10) == 0) {
          handles.get(i).drop();
        } else {
          await(expect(site, handles.get(i), i, aborted.get(i)));
        }
      }
    });
  }

  /// On another runtime, which may be closed meanwhile.
  static Future<Void> abroad(Site site, Random random) {
    return async(() -> {
      var there = Site.oneOf(site.abroad(), random);
      List<JoinHandle<Integer>> handles = new ArrayList<>();
      for (int i = random.nextInt(20); i >= 0; i--) {
        handles.add(
            there.spawn(site.ledger().track(wander(site, handles.size(), random.nextInt()))));
      }
      int aborted = random.nextInt(handles.size());
      handles.get(aborted).abort();
      for (int i = 0; i < handles.size(); i++) {
        await(expect(site, handles.get(i), i, i == aborted));
      }
    });
  }

  /// The task's own value, or that it was aborted when it was.
  static Future<Void> expect(
      Site site, JoinHandle<Integer> handle, int value, boolean mayBeAborted) {
    return async(() -> {
      try {
        int got = await(handle);
        site.ledger().check(got == value, "a task answered " + got + ", not " + value);
      } catch (TaskCancelledException e) {
        if (!mayBeAborted) {
          site.ledger().failed(e);
        }
      }
    });
  }

  /// Yields, sleeps, and leaves tasks behind, as chance has it; then it answers `value`.
  static Future<Integer> wander(Site site, int value, int seed) {
    return async(() -> {
      Random random = new Random(seed);
      try (var held = site.ledger().hold()) {
        for (int i = random.nextInt(6); i > 0; i--) {
          switch (random.nextInt(6)) {
            case 0, 1 -> await(yieldNow());
            case 2 -> await(sleep(Duration.ofMillis(random.nextInt(4))));
            case 3 -> await(deeper(site, 1 + random.nextInt(5)));
            case 4 -> spawn(site.ledger().track(deeper(site, random.nextInt(3))));
            default -> {}
          }
        }
      }
      return value;
    });
  }

  private static Future<Void> deeper(Site site, int levels) {
    return async(() -> {
      try (var held = site.ledger().hold()) {
        await(levels == 0 ? yieldNow() : deeper(site, levels - 1));
      }
    });
  }
}
