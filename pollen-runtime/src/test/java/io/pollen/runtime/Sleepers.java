package io.pollen.runtime;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.runtime.seam.Clock;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.time.Time;
import io.pollen.woven.RawFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// Very many tasks that sleep a few times each, and how late they are woken.
public final class Sleepers {
  private static final int TASKS = 10_000;
  private static final int SLEEPS = 3;

  private final Clock clock = Clock.system();
  private final CountDownLatch asleep = new CountDownLatch(TASKS);
  private final List<JoinHandle<Long>> tasks = new ArrayList<>();

  private Sleepers() {}

  /// Starts them; when this returns all of them sleep for the first time. Their timers are those of
  /// the workers that were free.
  public static Sleepers start(AsyncRuntime runtime) throws InterruptedException {
    Sleepers sleepers = new Sleepers();
    JoinHandle<Void> spawner =
        runtime.spawn(cx -> {
          for (int i = 0; i < TASKS; i++) {
            sleepers.tasks.add(Pollen.spawn(sleepers.new Sleeper(100 + i % 400)));
          }
          return Poll.ready();
        });
    sleepers.asleep.await();
    spawner.drop();
    return sleepers;
  }

  /// Waits for their end.
  ///
  /// @return the 99th percentile of how late tasks were woken, each of them at its worst, in ms
  public long p99LateMillis(AsyncRuntime runtime) throws Exception {
    List<Long> late = new ArrayList<>(runtime.blockOn(Futures.all(tasks)));
    Collections.sort(late);
    return late.get(late.size() * 99 / 100) / 1_000_000;
  }

  /// Sleeps a few times, and answers how late it was woken at the worst.
  private final class Sleeper extends RawFuture<Long> {
    private final long millis;
    private int left = SLEEPS;
    private long worst;
    private long due;
    private @Nullable Future<Void> sleep;

    Sleeper(long millis) {
      this.millis = millis;
    }

    @Override
    public @Nullable Object pollRaw(Context cx) throws Exception {
      while (left > 0) {
        if (sleep == null) {
          sleep = Time.sleep(Duration.ofMillis(millis));
          due = clock.nanos() + millis * 1_000_000;
        }
        if (RawFuture.poll(sleep, cx) == PENDING) {
          if (left == SLEEPS) {
            asleep.countDown();
          }
          return PENDING;
        }
        worst = Math.max(worst, clock.nanos() - due);
        sleep = null;
        left--;
      }
      return worst;
    }
  }
}
