package io.pollen.verify.soak;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.runtime.Pollen.blockInPlace;
import static io.pollen.runtime.Pollen.spawn;
import static io.pollen.runtime.Pollen.spawnBlocking;
import static io.pollen.runtime.Pollen.yieldNow;

import io.pollen.Future;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.runtime.task.JoinHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/// Calls that block, on the pool and on workers.
final class BlockingWork {
  private static final int MOST_NANOS = 3_000_000;

  private BlockingWork() {}

  private static int park(int value, int nanos) throws InterruptedException {
    LockSupport.parkNanos(nanos);
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    return value;
  }

  static Future<Void> calls(Site site, Random random) {
    return async(() -> {
      List<JoinHandle<Integer>> handles = new ArrayList<>();
      for (int i = random.nextInt(8); i >= 0; i--) {
        int value = handles.size();
        int nanos = random.nextInt(MOST_NANOS);
        handles.add(spawnBlocking(() -> park(value, nanos)));
      }
      int aborted = random.nextInt(2 * handles.size());
      if (aborted < handles.size()) {
        handles.get(aborted).abort();
      }
      for (int i = 0; i < handles.size(); i++) {
        await(TaskWork.expect(site, handles.get(i), i, i == aborted));
      }
    });
  }

  static Future<Void> inPlace(Site site, Random random) {
    return async(() -> {
      List<JoinHandle<Integer>> handles = new ArrayList<>();
      for (int i = site.stepsAside() ? random.nextInt(4) : -1; i >= 0; i--) {
        handles.add(
            spawn(site.ledger().track(inPlace(site, handles.size(), random.nextInt(MOST_NANOS)))));
      }
      await(yieldNow());
      for (int i = 0; i < handles.size(); i++) {
        await(TaskWork.expect(site, handles.get(i), i, false));
      }
    });
  }

  private static Future<Integer> inPlace(Site site, int value, int nanos) {
    return async(() -> {
      try (var held = site.ledger().hold()) {
        await(yieldNow());
        int got =
            blockInPlace(() -> {
              LockSupport.parkNanos(nanos);
              return value;
            });
        await(yieldNow());
        return got;
      }
    });
  }

  /// A runtime that lives as long as one call, and leaves a task to be dropped at its end.
  static Future<Void> runtime(Site site, Random random) {
    return async(() -> {
      int seed = random.nextInt();
      boolean local = random.nextBoolean();
      JoinHandle<Integer> call = spawnBlocking(() -> inner(site, local, seed));
      await(TaskWork.expect(site, call, 7, false));
    });
  }

  private static int inner(Site site, boolean local, int seed) throws Exception {
    try (var inner = local ? AsyncRuntime.local() : AsyncRuntime.currentThread()) {
      inner.spawn(site.ledger().track(TaskWork.wander(site, 1, seed + 1)));
      return inner.blockOn(site.ledger().track(TaskWork.wander(site, 7, seed)));
    }
  }
}
