package io.pollen.bench.micro;

import java.util.List;
import java.util.NoSuchElementException;

/// The shapes of Tokio's own benchmarks, with Tokio's own parameters, in the groups of its bench
/// files (rt_multi_threaded.rs, rt_current_thread.rs, sync_semaphore.rs, sync_notify.rs,
/// sync_mpsc.rs, sync_mpsc_oneshot.rs, time_timeout.rs), and a few that have no counterpart there
/// (oneshot, mutex, cancelled and reset timers).
public final class Shapes {
  private Shapes() {}

  /// Tasks of the yield benchmarks.
  public static final int YIELD_TASKS = 200;

  /// Wake-ups of one call of a notify benchmark.
  public static final int WAKEUPS = 500;

  /// Sending tasks of the contended channel benchmarks.
  public static final int SENDERS = 5;

  /// Capacity of a bounded channel that never fills.
  public static final int DEEP = 1_000_000;

  /// Tasks of the contended mutex loop.
  public static final int LOCKERS = 4;

  /// All shapes, in the order of the table.
  public static final List<Shape> ALL =
      List.of(
          scheduler("multi.spawn_many_local", 4, 10_000, 1, "ns/spawn"),
          scheduler("multi.spawn_many_remote_idle", 4, 10_000, 1, "ns/spawn+join"),
          scheduler("multi.spawn_many_remote_busy1", 4, 10_000, 1, "ns/spawn+join"),
          scheduler("multi.ping_pong", 4, 1_000, 1, "ns/ping"),
          scheduler("multi.yield_many", 4, 1_000, YIELD_TASKS, "ns/yield"),
          scheduler("multi.chained_spawn", 4, 1_000, 1, "ns/spawn"),
          scheduler("current.spawn_many_local", 1, 1_000, 1, "ns/spawn+join"),
          scheduler("current.spawn_many_remote_idle", 1, 1_000, 1, "ns/spawn+join"),
          scheduler("current.ping_pong", 1, 1_000, 1, "ns/ping"),
          scheduler("current.yield_many", 1, 1_000, YIELD_TASKS, "ns/yield"),
          scheduler("current.chained_spawn", 1, 1_000, 1, "ns/spawn"),
          sync("oneshot.create_send_recv", 1, 1_000, 1_000, "ns/channel+send+recv"),
          sync("request_reply.current", 1, 1_000, 1_000, "ns/request"),
          sync("semaphore.uncontended.multi", 6, 6, 1, "ns/6 acquires"),
          sync("semaphore.uncontended.concurrent_multi", 6, 10, 1, "ns/6 tasks"),
          sync("semaphore.contended.concurrent_multi", 6, 5, 1, "ns/6 tasks"),
          sync("semaphore.contended.concurrent_single", 1, 5, 1, "ns/6 joined"),
          sync("mutex.uncontended", 6, 6, 1, "ns/6 locks"),
          sync("mutex.contended.concurrent_multi", 6, 6, 1, "ns/6 tasks"),
          sync("mutex.contended.loop", 2, 1_000, LOCKERS * 1_000, "ns/lock"),
          sync("notify_one.100", 6, 100, WAKEUPS, "ns/wake-up"),
          sync("notify_waiters.100", 6, 100, WAKEUPS, "ns/wake-up"),
          sync("mpsc.contention.bounded", 6, 1_000, SENDERS * 1_000, "ns/message"),
          sync("mpsc.contention.bounded_full", 6, 1_000, SENDERS * 1_000, "ns/message"),
          sync("mpsc.contention.unbounded", 6, 1_000, SENDERS * 1_000, "ns/message"),
          sync("mpsc.uncontended.bounded", 6, 5_000, 5_000, "ns/message"),
          sync("mpsc.uncontended.unbounded", 6, 5_000, 5_000, "ns/message"),
          time("time.timeout_ready.single", 1, 100_000, "ns/timeout"),
          time("time.timeout_ready.multi8", 8, 100_000, "ns/timeout"),
          time("time.sleep_create.single", 1, 100_000, "ns/sleep"),
          time("time.sleep_cancel.single", 1, 10_000, "ns/sleep"),
          time("time.sleep_cancel.multi", 2, 10_000, "ns/sleep"),
          time("time.sleep_reset_later.single", 1, 10_000, "ns/reset"),
          time("time.sleep_reset_earlier.single", 1, 10_000, "ns/reset"));

  private static Shape scheduler(String name, int workers, int size, int times, String unit) {
    return new Shape(name, "scheduler", workers, size, size * times, unit);
  }

  private static Shape sync(String name, int workers, int size, int ops, String unit) {
    return new Shape(name, "sync", workers, size, ops, unit);
  }

  private static Shape time(String name, int workers, int size, String unit) {
    return new Shape(name, "time", workers, size, size, unit);
  }

  /// The shape of that name.
  ///
  /// @throws NoSuchElementException when there is none
  public static Shape named(String name) {
    return ALL.stream()
        .filter(shape -> shape.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new NoSuchElementException("no benchmark " + name));
  }
}
